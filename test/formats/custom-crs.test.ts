import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { dataOf, Layer } from "../../src/layers/layer.ts";
import { Recorder } from "./sources.ts";

let baseDir = "";
beforeAll(async () => void (baseDir = await mkdtemp(join(tmpdir(), "custom-crs-"))));
afterAll(() => rm(baseDir, { recursive: true, force: true }));

const POINTS = { type: "FeatureCollection" as const, features: [{ type: "Feature" as const, properties: { n: 1 }, geometry: { type: "Point" as const, coordinates: [1000, 2000] } }] }; // prettier-ignore
const NO_DATUM = "+proj=tmerc +lon_0=1.234 +ellps=bessel +title=Old town";
const SHIFTED = NO_DATUM.replace("+title", "+towgs84=577,90,463 +title");

test.each([".geojson", ".fgb", ".gpkg", ".parquet", ".zip"])(
  "%s keeps a CRS without a code, said once",
  async (ending) => {
    const layer = Layer.from(POINTS, { crs: NO_DATUM, name: "towns" });
    await writeLayer(dataOf(layer), `towns${ending}`, { baseDir, name: "towns" }, new Recorder());
    const feedback = new Recorder();
    const read = await readLayer(`towns${ending}`, { baseDir }, feedback);
    expect(read.crs).toBe(layer.crs);
    const warnings = feedback.logs.filter(([level]) => level === "warning");
    expect(warnings.map(([, text]) => text)).toEqual([expect.stringMatching(/"Old town" has no code.*No datum shift/)]);
  },
);

test("--crs takes a definition, and one that states its shift is not warned of", async () => {
  await writeFile(join(baseDir, "plain.geojson"), JSON.stringify(POINTS));
  const feedback = new Recorder();
  const { crs } = await readLayer("plain.geojson", { baseDir, crs: SHIFTED }, feedback);
  expect(crs).toContain("+towgs84=577,90,463 ");
  expect(feedback.logs.map(([level]) => level)).not.toContain("warning");
});
