import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { Recorder } from "./sources.ts";

/** What we wrote, and what Shapely reads in it: test/fixtures/oracle/written-well-known.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/well-known-written");

const SOURCE = await readLayer("lines.wkt", { baseDir: join(FOLDER, "../well-known") }, new Recorder());
const LAYERS = {
  "plain.wkt": SOURCE,
  "plain.wkb": SOURCE,
  "utm.wkt": { ...SOURCE, crs: "EPSG:25832" as typeof SOURCE.crs },
  "utm.wkb": { ...SOURCE, crs: "EPSG:25832" as typeof SOURCE.crs },
};

let baseDir = "";
beforeAll(async () => void (baseDir = await mkdtemp(join(tmpdir(), "well-known-"))));
afterAll(() => rm(baseDir, { recursive: true, force: true }));

describe("Shapely reads what we wrote", () => {
  test.each(Object.entries(LAYERS))("%s", async (name, data) => {
    await writeLayer(data, name, { baseDir, name }, new Recorder());
    const written = readFileSync(join(baseDir, name));
    if (process.env["MAPCELL_STORE"] === "1") await writeFile(join(FOLDER, name), written);
    expect(written.equals(readFileSync(join(FOLDER, name)))).toBe(true);
    const all = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, [string, number][]>;
    const own = Array.from({ length: data.geometry.length }, (_, i) => wktOf(data.geometry, i));
    expect(all[name]!.map(([wkt]) => wkt)).toEqual(own);
    expect(new Set(all[name]!.map(([, srid]) => srid))).toEqual(new Set([data.crs === "EPSG:25832" ? 25832 : 0]));
    const again = await readLayer(name, { baseDir }, new Recorder());
    expect(again.crs).toBe(data.crs);
    expect(Array.from({ length: again.geometry.length }, (_, i) => wktOf(again.geometry, i))).toEqual(own);
  });
});

test("what neither form holds is said, and a table is refused", async () => {
  const layer = Layer.from(
    [
      { geometry: { type: "Point", coordinates: [1, 2] }, properties: { name: "a" } },
      { geometry: null, properties: { name: "b" } },
    ],
    { crs: "ESRI:54009" },
  );
  const feedback = new Recorder();
  await writeLayer(dataOf(layer), "lost.wkt", { baseDir, name: "lost" }, feedback);
  expect(feedback.logs).toEqual([["warning", expect.stringMatching(/the fields \(name\); the CRS, ESRI:54009; that features have no geometry/)]]); // prettier-ignore
  expect(readFileSync(join(baseDir, "lost.wkt"), "utf8")).toBe("POINT (1 2)\nGEOMETRYCOLLECTION EMPTY\n");
  const table = writeLayer(dataOf(Layer.from([{ a: 1 }])), "table.wkb", { baseDir, name: "table" }, feedback);
  await expect(table).rejects.toMatchObject({ code: "LAYER_UNWRITABLE" });
  expect(existsSync(join(baseDir, "table.wkb"))).toBe(false);
});
