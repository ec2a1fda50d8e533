import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readLayer } from "../../src/formats/open.ts";
import { layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";
import { Recorder } from "./sources.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");
const load = (path: string, options: object = {}, feedback = new Recorder()): Promise<LayerData> =>
  readLayer(path, { baseDir: FIXTURES, ...options }, feedback);
const rowsOf = (data: LayerData): Record<string, unknown>[] => layerFromData("x", data).head(999).map(({ properties }) => properties); // prettier-ignore

/** One file a format, with a field of numbers in it. */
const FILES: readonly (readonly [path: string, field: string])[] = [
  ["csv/gdal-wkt.csv", "n"],
  ["excel/openpyxl.xlsx", "n"],
  ["shapefile/values.shp", "int32"],
];

describe("only features of which a condition is true are kept", () => {
  test.each(FILES)("%s", async (path, field) => {
    const all = rowsOf(await load(path));
    expect(all[0]).toHaveProperty(field);
    const text = `"${field}" is not null and "${field}" > 0`;
    const kept = all.filter((row) => typeof row[field] === "number" && row[field] > 0);
    expect(kept.length).toBeLessThan(all.length);
    expect(rowsOf(await load(path, { where: text }))).toEqual(kept);
  });

  test("before the limit, and of fields that are not asked for", async () => {
    const feedback = new Recorder();
    const options = { where: '"N" <= 0', fields: ["zip"], limit: 1 };
    const data = await load("csv/gdal-wkt.csv", options, feedback);
    expect(rowsOf(data)).toEqual([{ zip: "99423" }]);
    expect(feedback.logs).toContainEqual(["info", '"csv/gdal-wkt.csv": "N" <= 0 is true of 2 of 5 features.']);
  });

  test("by place and by all rows", async () => {
    const long = await load("csv/gdal-wkt.csv", { where: "$length > 1" });
    expect(rowsOf(long).map(({ name }) => name)).toEqual(['says "so", often']);
    const most = await load("csv/gdal-wkt.csv", { where: '"share" = maximum("share")' });
    expect(rowsOf(most).map(({ share }) => share)).toEqual([1e300]);
  });

  test("a mistake is told", async () => {
    await expect(load("csv/gdal-wkt.csv", { where: '"shar" > 1' })).rejects.toThrow(/shar.*share/s);
    await expect(load("csv/gdal-wkt.csv", { where: '"share" >' })).rejects.toThrow(/expression/i);
  });
});
