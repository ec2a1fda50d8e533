import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CellOutput } from "../../src/notebook/notebook-format.ts";
import { mapcell, notebookFolder, outputsOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());

/** What an output shows, by media type. */
const dataOf = (output: CellOutput | undefined): Readonly<Record<string, unknown>> =>
  output !== undefined && "data" in output ? output.data : {};

const square = (x: number): string =>
  `{"type":"Polygon","coordinates":[[[${x},0],[${x + 9},0],[${x + 9},9],[${x},9],[${x},0]]]}`;
writeFileSync(join(folder.path, "west.geojson"), square(-60));
writeFileSync(join(folder.path, "east.geojson"), square(60));

test("each map cell is saved with the picture of what it was asked for", async () => {
  const notebook = folder.write(
    "maps.ipynb",
    "%load west west.geojson\n%load east east.geojson",
    "%map west",
    "%map east",
    "map",
  );
  const out = join(folder.path, "maps.out.ipynb");
  expect((await mapcell("run", notebook, "-o", out)).code).toBe(0);
  const maps = outputsOf(out)
    .slice(1)
    .map((outputs) => outputs.map(dataOf).find((data) => data["image/png"] !== undefined) ?? {});
  expect(maps.map((data) => String(data["text/plain"]).split("\n")[0])).toEqual([
    "Map: 1 layer (west), 1 feature",
    "Map: 1 layer (east), 1 feature",
    "Map: 2 layers (west, east), 2 features",
  ]);
  expect(new Set(maps.map((data) => data["image/png"])).size).toBe(3);
});

test("a layer shown from a variable has the variable's name and replaces nothing", async () => {
  const cells = [
    "%load west west.geojson\n%load east east.geojson",
    "const far = (await east).filter(() => true), none = far.filter(() => false)\n%map far\nmap.show(none)",
    "let far = (await west).filter(() => true)\n%map far",
    "Object.keys(layers).map((name) => `${name} ${layers[name].bounds?.[0] ?? ''}`).join()",
  ];
  const out = join(folder.path, "names.out.ipynb");
  expect((await mapcell("run", folder.write("names.ipynb", ...cells), "-o", out)).code).toBe(0);
  expect(dataOf(outputsOf(out).at(-1)?.[0])["text/plain"]).toBe("'west -60,east 60,far -60,none '");
});
