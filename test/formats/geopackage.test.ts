import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { contentHash } from "../../src/layers/content-hash.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { isTable, type LayerData } from "../../src/layers/layer-data.ts";
import { Recorder } from "./sources.ts";

/** GeoPackages of GDAL's and ours, and what GDAL and SQLite say of them: test/fixtures/oracle/geopackage.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/geopackage");

interface OurLayer {
  readonly kind: string;
  readonly crs: string;
  readonly types: readonly string[];
  readonly features: number;
  readonly bounds: readonly number[];
  readonly rows: readonly Record<string, unknown>[];
  readonly geometry: readonly (string | null)[];
  readonly within: readonly number[] | null;
}

interface Expected {
  readonly values: readonly Record<string, unknown>[];
  readonly points: readonly (string | null)[];
  readonly mixed: readonly string[];
  readonly within: readonly number[];
}

const storedJson = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), "utf8"));
const EXPECTED = storedJson("expected.json") as Expected;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-gpkg-"));
  for (const name of ["gdal", "wal"])
    await writeFile(join(folder, `${name}.gpkg`), gunzipSync(readFileSync(join(FOLDER, `${name}.gpkg.gz`))));
});
afterAll(() => rm(folder, { recursive: true }));

const load = (name: string, options: object = {}, feedback = new Recorder()): Promise<LayerData> =>
  readLayer(name, { baseDir: folder, ...options }, feedback);
const save = (layer: Layer, path: string, own: object = {}, name = layer.name): Promise<unknown> =>
  writeLayer(dataOf(layer), path, { baseDir: folder, name, own: own as Record<string, unknown> }, silent);

function geometriesOf({ geometry }: LayerData): (string | null)[] {
  return Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);
}

function plain(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;
}

function valuesOf(data: LayerData): Record<string, unknown>[] {
  return layerFromData("x", data)
    .head(9999)
    .map(({ properties }) =>
      Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, plain(value)])),
    );
}

const timeOf = (value: unknown): unknown =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value.replace(/Z?$/, "Z")) : value;
const withTimes = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, timeOf(value)]));

describe("of a GeoPackage that GDAL wrote", () => {
  test("all types of values are read, nulls and 64 bits too", async () => {
    const data = await load("gdal.gpkg", { layer: "values" });
    expect(valuesOf(data).map(withTimes)).toEqual(EXPECTED.values.map(withTimes));
    expect(geometriesOf(data)).toEqual(EXPECTED.points);
    expect(data.crs).toBe("EPSG:4326");
    expect(data.fields.map(({ type }) => type)).toEqual([
      "string",
      "integer",
      "integer64",
      "number",
      "boolean",
      "datetime",
      "datetime",
    ]);
  });

  test("all kinds of geometries are read, with heights", async () => {
    const data = await load("gdal.gpkg", { layer: "mixed" });
    expect(geometriesOf(data)).toEqual(EXPECTED.mixed);
    expect(data.crs).toBe("EPSG:25832");
  });

  test("bounds are looked up in the index", async () => {
    const data = await load("gdal.gpkg", { layer: "grid", bounds: [3.5, 10, 8, 12.25] });
    expect(valuesOf(data).map(({ n }) => n)).toEqual(EXPECTED.within);
    expect((await load("gdal.gpkg", { layer: "grid", bounds: [500, 10, 800, 12] })).geometry.length).toBe(0);
    expect((await load("gdal.gpkg", { layer: "grid", bounds: [0, 0, 99, 99], limit: 5 })).geometry.length).toBe(5);
    const some = await load("gdal.gpkg", { layer: "values", fields: "share,text", limit: 2 });
    expect(valuesOf(some)).toEqual([{ share: 0.5, text: "żółć 🗺" }, { share: -1e-7, text: "" }]); // prettier-ignore
  });

  test("a table without places has rows", async () => {
    const table = await load("gdal.gpkg", { layer: "table" });
    expect(isTable(table)).toBe(true);
    expect(valuesOf(table)).toEqual([
      { code: "a", rate: 0.5 },
      { code: "b", rate: 2 },
    ]);
  });

  test("a file whose journal was a file of its own is read, and nothing is left beside it", async () => {
    const data = await load("wal.gpkg");
    expect([geometriesOf(data), data.crs]).toEqual([["POINT (1 2)"], "ESRI:54009"]);
    expect((await readdir(folder)).filter((name) => /wal|gdal/.test(name))).toEqual(["gdal.gpkg", "wal.gpkg"]);
    await writeFile(join(folder, "wal.gpkg-wal"), "changes");
    await expect(load("wal.gpkg")).rejects.toThrow(/"wal\.gpkg" is open in another program/);
    await rm(join(folder, "wal.gpkg-wal"));
  });

  test.each<[string, object, RegExp]>([
    ["several layers and no name", {}, /"gdal\.gpkg" holds 4 layers\. Pick one with --layer NAME: "values", "mixed"/],
    ["a misspelt name", { layer: "grit" }, /no layer "grit"\. Did you mean "grid"\?/],
    ["a field that is not there", { layer: "grid", fields: "m" }, /no field "m"/],
    ["an encoding", { layer: "grid", encoding: "latin1" }, /always UTF-8/],
  ])("%s is refused", async (_, options, message) => {
    await expect(load("gdal.gpkg", options)).rejects.toThrow(message);
  });

  test("a file that is cut or none is refused in our words", async () => {
    const whole = await readFile(join(folder, "gdal.gpkg"));
    for (const cut of [20, 100, 5000, 40_000, 100_000]) {
      await writeFile(join(folder, "cut.gpkg"), whole.subarray(0, cut));
      await expect(load("cut.gpkg", { layer: "grid" })).rejects.toMatchObject({ code: "LAYER_UNREADABLE" });
    }
    await writeFile(join(folder, "none.gpkg"), "no database at all");
    await expect(load("none.gpkg")).rejects.toMatchObject({ code: "LAYER_UNREADABLE" });
  });
});

const values = Layer.from(
  [
    { geometry: { type: "Point", coordinates: [1.25, -2] }, properties: { s: "żółć 🗺", i: 5, large: 2n ** 53n + 1n, x: 0.5, flag: true, day: "2024-02-29", at: "2024-02-29T12:30:00.250Z", j: [1, { a: 2 }] } }, // prettier-ignore
    {
      geometry: null,
      properties: { s: null, i: null, large: null, x: null, flag: null, day: null, at: null, j: null },
    },
    { geometry: { type: "Point", coordinates: [3, 4] }, properties: { s: "", i: -5, large: -(2n ** 63n), x: -1e300, flag: false, day: "1999-12-31", at: "1999-12-31T23:59:59.000Z", j: { b: null } } }, // prettier-ignore
  ],
  { name: "values" },
);
const grid = Layer.from(
  Array.from({ length: 3000 }, (_, n) => ({
    geometry: { type: "Point", coordinates: [n % 40, Math.floor(n / 40)] } as const,
    properties: { n },
  })),
  { crs: "EPSG:2056", name: 'the "grid"' },
);
const few = Layer.from([{ geometry: { type: "Polygon", coordinates: [[[0, 0], [9, 0], [9, 9], [0, 0]]] }, properties: { n: 1 } }], { crs: "EPSG:3035", name: "few" }); // prettier-ignore

describe("what we write", () => {
  test("is the file that GDAL and SQLite found right", async () => {
    for (const layer of [values, grid, few]) await save(layer, "our.gpkg");
    const bytes = await readFile(join(folder, "our.gpkg"));
    const path = join(FOLDER, "our-layers.gpkg.gz");
    if (process.env["MAPCELL_STORE"] === "1") writeFileSync(path, gzipSync(bytes, { level: 9 }));
    expect(bytes.equals(gunzipSync(readFileSync(path)))).toBe(true);
    const found = storedJson("our-expected.json") as Record<string, { checks: string[]; layers: Record<string, OurLayer>; appended: number }>; // prettier-ignore
    const { checks, layers, appended } = found["our-layers"]!;
    expect(checks).toEqual(["ok", "ok", "ok", "ok"]);
    expect(appended).toBe(1);
    // GDAL's file after our changes, below
    expect(found["our-changes"]?.checks).toEqual(["ok", "ok", "ok", "ok"]);
    expect(found["our-changes"]?.layers["grid"]?.features).toBe(6000);
    for (const layer of [values, grid, few]) {
      const told = layers[layer.name]!;
      expect([told.crs, told.features, told.bounds]).toEqual([layer.crs, layer.length, layer.bounds]);
      expect(told.geometry).toEqual(geometriesOf(dataOf(layer)));
    }
    expect(layers["values"]?.types).toEqual([
      "OFTString",
      "OFTInteger64",
      "OFTInteger64",
      "OFTReal",
      "OFTInteger",
      "OFTDate",
      "OFTDateTime",
      "OFTString",
    ]);
    expect(layers['the "grid"']?.within?.toSorted((a, b) => a - b)).toEqual(EXPECTED.within);
  });

  test("bytes are blobs; lists and times come back as what GeoPackage can say of them", async () => {
    const properties = { b: Uint8Array.of(0, 255), l: ["a", "b"], t: "12:30:00", at: "2024-02-29T12:30:00.000Z" };
    const layer = Layer.from([{ geometry: { type: "Point", coordinates: [1, 2] }, properties }], { name: "typed" });
    await save(layer, "typed.gpkg");
    const again = await load("typed.gpkg");
    expect(again.fields.map(({ type }) => type)).toEqual(["binary", "json", "string", "datetime"]);
    expect(contentHash(again)).toBe(layer.hash);
  });

  test("keeps a CRS of Esri's, with the text that defines it", async () => {
    const recorder = new Recorder();
    const layer = Layer.from(few, { crs: "ESRI:54009" });
    await writeLayer(dataOf(layer), "esri.gpkg", { baseDir: folder, name: "few" }, recorder);
    expect(recorder.logs).toEqual([]);
    expect((await load("esri.gpkg")).crs).toBe("ESRI:54009");
    expect((await readFile(join(folder, "esri.gpkg"))).includes('PROJCS["World_Mollweide"')).toBe(true);
  });

  test("a table is one without places, beside layers, and is replaced and added to", async () => {
    const table = Layer.from([{ code: "a", rate: 0.5 }, { code: "b", rate: 2 }], { name: "rates" }); // prettier-ignore
    await save(few, "mixed.gpkg");
    await save(table, "mixed.gpkg");
    expect(isTable(await load("mixed.gpkg", { layer: "rates" }))).toBe(true);
    await save(table, "mixed.gpkg");
    await save(table, "mixed.gpkg", { append: true });
    const again = await load("mixed.gpkg", { layer: "rates" });
    expect(valuesOf(again).map(({ code }) => code)).toEqual(["a", "b", "a", "b"]);
    await expect(save(few, "mixed.gpkg", { layerName: "rates", append: true })).rejects.toThrow(
      /no field|has no places/,
    );
    const bytes = await readFile(join(folder, "mixed.gpkg"));
    if (process.env["MAPCELL_STORE"] === "1")
      writeFileSync(join(FOLDER, "our-table.gpkg.gz"), gzipSync(bytes, { level: 9 }));
    const found = storedJson("our-expected.json") as Record<string, { checks: string[]; layers: Record<string, OurLayer> }>; // prettier-ignore
    expect(found["our-table"]?.checks).toEqual(["ok", "ok"]);
    expect(found["our-table"]?.layers["rates"]).toMatchObject({ features: 4, geometry: [null, null, null, null] });
  });

  test("comes back as it was", async () => {
    for (const layer of [values, grid, few]) {
      const again = layerFromData(layer.name, await load("our.gpkg", { layer: layer.name }));
      expect(again.hash).toBe(layer.hash);
    }
    const within = await load("our.gpkg", { layer: grid.name, bounds: [3.5, 10, 8, 12.25] });
    expect(valuesOf(within).map(({ n }) => n)).toEqual(EXPECTED.within);
  });

  test("replaces or extends one layer of GDAL's file, and leaves the others", async () => {
    await writeFile(join(folder, "both.gpkg"), await readFile(join(folder, "gdal.gpkg")));
    await save(few, "both.gpkg", { layerName: "mixed" });
    expect(geometriesOf(await load("both.gpkg", { layer: "mixed" }))).toEqual(geometriesOf(dataOf(few)));
    await save(grid, "both.gpkg", { layerName: "grid", append: true });
    const all = await load("both.gpkg", { layer: "grid" });
    expect(all.geometry.length).toBe(6000);
    expect((await load("both.gpkg", { layer: "grid", bounds: [3.5, 10, 8, 12.25] })).geometry.length).toBe(
      2 * EXPECTED.within.length,
    );
    expect(valuesOf(await load("both.gpkg", { layer: "values" })).map(withTimes)).toEqual(
      EXPECTED.values.map(withTimes),
    );
    await expect(save(few, "both.gpkg", { layerName: "grid", append: true })).rejects.toThrow(
      /"grid" of the file is in another CRS/,
    );
    await expect(save(values, "both.gpkg", { layerName: "mixed", append: true })).rejects.toThrow(
      /has no field "s", "i"/,
    );
    await expect(save(values, "both.gpkg", { layerName: "gpkg_contents" })).rejects.toThrow(
      /is no layer; give another name/,
    );
    expect((await load("both.gpkg", { layer: "grid" })).geometry.length).toBe(6000);
    if (process.env["MAPCELL_STORE"] === "1")
      writeFileSync(
        join(FOLDER, "our-changes.gpkg.gz"),
        gzipSync(await readFile(join(folder, "both.gpkg")), { level: 9 }),
      );
  });

  test("replaces a file of another kind, and leaves the old one where it fails", async () => {
    await writeFile(join(folder, "other.gpkg"), "no GeoPackage");
    await save(few, "other.gpkg");
    expect((await load("other.gpkg")).geometry.length).toBe(1);
    const before = await readFile(join(folder, "other.gpkg"));
    const write = writeLayer(dataOf(grid), "other.gpkg", { baseDir: folder, name: "g" }, new Recorder(2));
    await expect(write).rejects.toMatchObject({ code: "TASK_CANCELED" });
    expect((await readFile(join(folder, "other.gpkg"))).equals(before)).toBe(true);
    const names = Layer.from([{ geometry: null, properties: { a: 1, A: 2 } }]);
    await expect(save(names, "x.gpkg")).rejects.toThrow(/"A".*rename/);
    mkdirSync(join(folder, "empty"));
    expect(await readdir(join(folder, "empty"))).toEqual([]);
    expect((await readdir(folder)).filter((name) => /tmp|lock|x\.gpkg/.test(name))).toEqual([]);
  });
});
