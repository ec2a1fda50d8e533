import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import type { LayerData } from "../../src/layers/layer-data.ts";

/** What we wrote, and what pyarrow and GeoPandas read in it: test/fixtures/oracle/written-arrow.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/arrow-written");
const READ = join(FOLDER, "../arrow");

const MANY = Array.from({ length: 20_000 }, (_, i) => ({ geometry: { type: "Point" as const, coordinates: [i % 90, 1] }, properties: { n: i } })); // prettier-ignore
const LAYERS: Readonly<Record<string, LayerData>> = {
  "values.arrow": await readLayer("values-file.arrow", { baseDir: READ }, silent),
  "polygons.arrow": await readLayer("utm.arrow", { baseDir: READ }, silent),
  "heights.arrow": await readLayer("native-inter-point-z.arrow", { baseDir: READ }, silent),
  "none.arrow": dataOf(Layer.from({ type: "FeatureCollection", features: [] })),
};

interface Expected {
  readonly rows: number;
  readonly batches: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>> | null;
  readonly types: Readonly<Record<string, string>>;
  readonly geometry: readonly (string | null)[] | null;
  readonly crs: string | null;
}

let baseDir = "";
beforeAll(async () => void (baseDir = await mkdtemp(join(tmpdir(), "arrow-"))));
afterAll(() => rm(baseDir, { recursive: true, force: true }));

describe("pyarrow reads what we wrote", () => {
  test.each(Object.entries(LAYERS))("%s", async (name, data) => {
    await writeLayer(data, name, { baseDir, name }, silent);
    const written = readFileSync(join(baseDir, name));
    if (process.env["MAPCELL_STORE"] === "1") await writeFile(join(FOLDER, name), written);
    expect(written.equals(readFileSync(join(FOLDER, name)))).toBe(true);
    const all = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, Expected>;
    const expected = all[name]!;
    expect(expected.rows).toBe(data.geometry.length);
    expect(expected.batches).toBe(Math.min(1, data.geometry.length));
    const own = Array.from({ length: data.geometry.length }, (_, i) => wktOf(data.geometry, i) ?? null);
    expect(expected.geometry ?? Array.from(own, () => null)).toEqual(own);
    const again = await readLayer(name, { baseDir }, silent);
    expect([...layerFromData("x", again)]).toEqual([...layerFromData("x", data)]);
    expect(again.fields).toEqual(data.fields);
    expect(again.crs).toBe(data.crs);
  });
});

test("a layer of several batches is read as it was", async () => {
  const data = dataOf(Layer.from(MANY));
  await writeLayer(data, "many.arrow", { baseDir, name: "many" }, silent);
  expect(await readLayer("many.arrow", { baseDir }, silent)).toEqual(data);
});

test("values are of the types that they were", () => {
  const { types, columns } = (JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, Expected>)["values.arrow"]!; // prettier-ignore
  const read = (JSON.parse(readFileSync(join(READ, "expected.json"), "utf8")) as Record<string, Expected>)["values-file.arrow"]!; // prettier-ignore
  expect(types).toMatchObject({ i8: "int64", u64: "uint64", f64: "double", flag: "bool", text: "string", bytes: "binary", day: "date32[day]", clock: "time64[ns]", local: "timestamp[us]", moment: "timestamp[us, tz=UTC]" }); // prettier-ignore
  for (const name of [
    "i8",
    "u32",
    "i64",
    "u64",
    "f64",
    "flag",
    "text",
    "coded",
    "bytes",
    "day",
    "moment",
    "amount",
    "nothing",
  ])
    expect([name, columns![name]]).toEqual([name, read.columns![name]]);
});
