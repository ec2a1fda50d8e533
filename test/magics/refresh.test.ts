import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Layer } from "../../src/layers/layer.ts";
import { graphLines, taskGraph } from "../../kernel/display/task-graph.ts";
import { staleMarks } from "../../kernel/magics/stale-marks.ts";
import { MagicCells } from "./magic-cells.ts";

const folder = mkdtempSync(join(tmpdir(), "mapcell-refresh-"));
const file = join(folder, "towns.csv");
const cells = new MagicCells("file");
const { session } = cells;

afterAll(() => rmSync(folder, { recursive: true }));

/** Points a degree apart. */
function towns(...longitudes: readonly number[]): string {
  return ["name,lon,lat", ...longitudes.map((lon) => `t${lon},${lon},0`)].join("\n");
}

const stale = (): string[] => session.staleness.all().map(({ name, why }) => `${name}: ${why}`);
const settled = async (): Promise<void> => void (await cells.run("%wait"));
const west = (name: string): number => session.names.layer(name).bounds![0];
const taskOf = (name: string): number => session.names.task(name)!.id;

beforeAll(async () => {
  writeFileSync(file, towns(0, 1, 2));
  session.changeFolder(folder);
  await cells.run("%load towns towns.csv\n%boundingBoxes towns --as boxes\n%buffer towns --distance 1000m --as near");
  await cells.run("%dissolve near --as whole\n%centroids boxes --as middles");
  await settled();
});

test("nothing is out of date after a run from the top, and to refresh it runs nothing", async () => {
  expect(stale()).toEqual([]);
  const before = session.engine.tasks().length;
  await cells.run("%refresh");
  expect(session.engine.tasks().length).toBe(before);
  expect(cells.printed.at(-1)).toBe("Nothing is out of date.\n");
});

test("a cell that runs again with other text leaves what was made of its layer out of date", async () => {
  await cells.run("%buffer towns --distance 2000m --as near");
  await settled();
  expect(stale()).toEqual(["whole: near has changed"]);
  await cells.run("%layers");
  expect(cells.text()).toMatch(
    /^whole .*out of date, near has changed: %refresh whole runs %dissolve near --as whole$/m,
  );
  const graph = taskGraph(
    session.engine.tasks(),
    (id) => session.history.of(id)?.needs,
    staleMarks(session, cells.host),
  );
  expect(graphLines(graph).join("\n")).toContain("makes whole (out of date, near has changed: %refresh whole");
  await cells.run("%refresh");
  await settled();
  expect(stale()).toEqual([]);
  // the box of circles of 2 km around 0 and 2 degrees east
  expect(west("whole")).toBeCloseTo(-2000 / 111_320, 3);
});

test("the same text again makes the same layer, and nothing is out of date", async () => {
  await cells.run("%buffer towns --distance 2000m --as near");
  await settled();
  for (const name of ["near", "whole"]) void session.names.layer(name).hash;
  expect(stale()).toEqual([]);
});

test("a changed file marks all that follows, and what is asked for is made anew in order, the rest is left", async () => {
  const ids = Object.fromEntries(["towns", "near", "boxes", "whole", "middles"].map((name) => [name, taskOf(name)]));
  writeFileSync(file, towns(-5, 1, 2));
  const soon = new Date(Date.now() + 2000);
  utimesSync(file, soon, soon); // another time, the same size: only its content tells
  expect(stale()).toEqual([
    "towns: towns.csv has changed",
    "boxes: towns is out of date",
    "near: towns is out of date",
    "whole: near is out of date",
    "middles: boxes is out of date",
  ]);
  await cells.run("%refresh middles");
  await settled();
  expect(["towns", "boxes", "middles"].map((name) => taskOf(name) > ids[name]!)).toEqual([true, true, true]);
  expect(["near", "whole"].map((name) => taskOf(name))).toEqual([ids["near"], ids["whole"]]);
  expect(west("middles")).toBe(-5);
  expect(stale()).toEqual(["near: towns has changed", "whole: near is out of date"]);
  // the variable of the name goes with it
  expect(((await cells.run("return await middles")) as Layer).bounds![0]).toBe(-5);
  await cells.run("%refresh");
  await settled();
  expect(stale()).toEqual([]);
  expect(west("whole")).toBeLessThan(-5);
});

test("a file that was only touched is the same", () => {
  const later = new Date(Date.now() + 9000);
  utimesSync(file, later, later);
  expect(stale()).toEqual([]);
});

const copy = ({ near }: { near: Layer }): unknown => near.toGeoJSON().features;

test("a layer that takes the place of what it is made of is not out of date because of itself", async () => {
  await cells.run("%boundingBoxes near --as near");
  await settled();
  expect(stale()).toEqual(["whole: near has changed"]);
  await cells.run("%refresh whole");
  await settled();
  expect(stale()).toEqual([]);
});

test("what only its own cell can make says so, and nothing runs", async () => {
  session.submit("task", { name: "copy", run: copy, input: { near: "near" } }, { as: "copy" });
  await settled();
  await cells.run("%buffer towns --distance 3000m --as near");
  await settled();
  const before = session.engine.tasks().length;
  expect(stale()).toContain("copy: near has changed");
  await expect(cells.run("%refresh")).rejects.toThrow('"copy" is made by code of a cell');
  expect(session.engine.tasks().length).toBe(before);
  await expect(cells.run("%refresh nowhere")).rejects.toThrow("nowhere");
});
