import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CellOutput } from "../../src/notebook/notebook-format.ts";
import { mapcell, notebookFolder, outputsOf } from "../fixtures/cli.ts";

const folder = notebookFolder();
afterAll(() => folder.remove());

/** What an output shows, by media type. */
const dataOf = (output: CellOutput | undefined): Readonly<Record<string, unknown>> =>
  output !== undefined && "data" in output ? output.data : {};

/** Colours of a map's legend, topmost layer first. */
const swatches = (data: Readonly<Record<string, unknown>>): string[] =>
  [...String(data["text/html"]).matchAll(/background:(#\w+)/g)].map(([, color]) => color!);

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
    '%style west --color #336699\nmap.show("west")',
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
  // west, the lowest, in its first colour and in its later one: 48 % of #0072b2 and #336699 over land (#f6f4ee)
  const colors = maps.map((data) => swatches(data).at(-1));
  expect([colors[0], colors[2]]).toEqual(["#80b6d1", "#98b0c5"]);
});

test("what was computed has its strong colour above what was loaded, in picture, legend and figure", async () => {
  writeFileSync(join(folder.path, "spot.geojson"), '{"type":"Point","coordinates":[-55,5]}');
  const cells = [
    "%load west west.geojson\n%load spot spot.geojson",
    "%buffer spot --distance 3 --as near\n%map west near spot",
    "const { svg } = await geo.figure(['west', 'near', 'spot'], { basemap: false })\nsvg.match(/fill=\"#\\w+\"/g)!.join()",
  ];
  const out = join(folder.path, "strong.out.ipynb");
  expect((await mapcell("run", folder.write("strong.ipynb", ...cells), "-o", out)).code).toBe(0);
  const [, mapped, drawn] = outputsOf(out).map((outputs) => outputs.map(dataOf));
  // nearest the top first: four fifths of #e69f00 over land (#f6f4ee), 48 % of #009e73, and 12 % of grey (#8a8f98)
  const picture = mapped!.find((data) => String(data["text/html"]).includes("mapcell-companion"));
  expect(swatches(picture!)).toEqual(["#e9b030", "#80cbb3", "#e9e8e4"]);
  expect(JSON.stringify(drawn)).toContain("#009e73");
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

test("a figure is written, shown below its task, and waits for the classes of its layers", async () => {
  const cells = [
    "%load west west.geojson\n%load east east.geojson",
    '%style east --by "$area" --palette Reds\n%figure both.png west east --title "Both <b>sides</b>" --size 640x400 --dpi 96',
    'const drawn = await geo.figure(["west"], { size: "300x200", path: "one.svg" })\ndrawn',
    "%figure west --size 200x200",
  ];
  const out = join(folder.path, "figures.out.ipynb");
  expect((await mapcell("run", folder.write("figures.ipynb", ...cells), "-o", out)).code).toBe(0);
  const [, both = [], one = [], shown = []] = outputsOf(out);
  const png = readFileSync(join(folder.path, "both.png"));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([640, 400]);
  expect(readFileSync(join(folder.path, "one.svg"), "utf8")).toMatch(/^<svg [^>]*width="300" height="200"/);
  const data = [...both, ...one, ...shown].map(dataOf);
  const figures = data.filter((bundle) => bundle["image/png"] !== undefined);
  expect(figures.map((bundle) => String(bundle["text/plain"]).replace(/, [\d.]+ kB/, ""))).toEqual([
    "figure both.png  ✓ 640 × 400 px written to both.png",
    "figure one.svg  ✓ 300 × 200 px written to one.svg",
    "Figure: west",
    "figure west  ✓ 200 × 200 px",
  ]);
  expect(String(figures[0]!["text/html"])).toContain('<img alt="Both &lt;b&gt;sides&lt;/b&gt;: west, east"');
});

test("a figure says at once what is wrong with it", async () => {
  const wrong = ["%figure a.png west --size 20x30", "geo.figure(['west'], { path: 'a.jpg' })", "%figure a.png wset"];
  const cells = wrong.map((line) => `try {\n${line}\n} catch (error: any) { console.log(error.message) }`);
  const out = join(folder.path, "wrong.out.ipynb");
  expect((await mapcell("run", folder.write("wrong.ipynb", "%load west west.geojson", ...cells), "-o", out)).code).toBe(
    0,
  );
  const said = outputsOf(out)
    .slice(1)
    .map((outputs) => JSON.stringify(outputs));
  expect(said[0]).toContain("expected width and height in pixels");
  expect(said[1]).toContain("expected the path of a file that ends in .png or .svg");
  expect(said[2]).toContain("wset");
});
