import { mkdtemp, readFile, rm } from "node:fs/promises";
import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readCsv } from "../../src/formats/csv/read-csv.ts";
import { writeCsv } from "../../src/formats/csv/write-csv.ts";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import type { Query } from "../../src/formats/query.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { isTable, type LayerData } from "../../src/layers/layer-data.ts";
import { fileOf, MemorySink, Recorder } from "./sources.ts";

/** Files of GDAL, pandas and Python's csv, and what these were given: test/fixtures/oracle/comma-separated.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/csv");
const WRITTEN = join(import.meta.dirname, "../fixtures/csv-written");

interface Expected {
  readonly rows: readonly Record<string, unknown>[];
  readonly geometry: readonly (string | null)[];
  readonly crs?: string;
  readonly options: object;
}

const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Record<string, Expected>;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

function geometriesOf({ geometry }: LayerData): (string | null)[] {
  return Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);
}

const plain = (value: unknown): unknown => {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;
  return value;
};

function valuesOf(data: LayerData): Record<string, unknown>[] {
  return layerFromData("x", data)
    .head(999)
    .map(({ properties }) =>
      Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, plain(value)])),
    );
}

const asTruth = (value: unknown): unknown => (value === "true" || value === "false" ? value === "true" : value);

/** What stands for the same in a text of true and false. */
function truth(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asTruth(value)]));
}

describe("we read what was written by", () => {
  test.each(Object.entries(EXPECTED))("%s", async (name, { rows, geometry, crs, options }) => {
    const data = await readLayer(name, { baseDir: FOLDER, ...options }, silent);
    expect(geometriesOf(data)).toEqual(geometry);
    expect(valuesOf(data)).toEqual(rows.map(truth));
    expect(data.crs).toBe(crs);
  });
});

test("types are seen from all values, and codes with zeros in front stay text", async () => {
  const data = await readLayer("gdal-wkt.csv", { baseDir: FOLDER }, silent);
  expect(data.fields).toEqual([
    { name: "name", type: "string" },
    { name: "zip", type: "string" },
    { name: "n", type: "integer" },
    { name: "osm", type: "integer64" },
    { name: "share", type: "number" },
    { name: "day", type: "date" },
    { name: "open", type: "boolean" },
  ]);
});

const read = (text: string, options: Query = {}, feedback = new Recorder()): Promise<LayerData> =>
  readCsv(fileOf(text, "t.csv"), options, feedback);

test("without places it is a table", async () => {
  const data = await readLayer("no-header.csv", { baseDir: FOLDER }, silent);
  expect(isTable(data)).toBe(true);
  expect(isTable(await readLayer("geopandas.csv", { baseDir: FOLDER }, silent))).toBe(false);
});

test("what was seen is told", async () => {
  const recorder = new Recorder();
  await read("Lon;Lat;v\n1,5;2,25;a\n;3;b\n", {}, recorder);
  expect(recorder.logs).toEqual([
    ["info", '"t.csv": delimiter ;; points from "Lon" and "Lat", EPSG:4326.'],
    ["warning", '1 rows have no place, the first at line 3: [null,"3"].'],
  ]);
});

test.each<[string, string, string, unknown[]]>([
  ["a column of numbers and text is text", "a\n1\nx\n", "string", ["1", "x"]],
  ["a column of nothing is text", "a,b\n1,\n2,\n", "integer", [1, 2]],
  ["whole numbers and others are numbers", "a\n1\n.5\n-2e3\n", "number", [1, 0.5, -2000]],
  ["dates with a space have a T", "a\n2024-01-31 12:00:00\n", "datetime", ["2024-01-31T12:00:00"]],
  ["nothing is null, quotes of nothing are empty text", 'a,b\nx,1\n"",1\n,1\n', "string", ["x", "", null]],
  ["values end where the row does", 'a,b\n"x""y",1\n"l\n2"\n', "string", ['x"y', "l\n2"]],
])("%s", async (_, text, type, values) => {
  const layer = layerFromData("x", await read(text));
  expect(layer.fields[0]?.type).toBe(type);
  expect(layer.head().map(({ properties }) => properties["a"])).toEqual(values);
});

test.each<[string, string, Query, RegExp]>([
  ["a row that is too long", "a,b\n1,2\n1,2,3\n", {}, /"t\.csv": line 3: 3 values, where the first row has 2/],
  ["a quote without end", 'a,b\n1,"x\ny\n', {}, /line 2: a value begins with a quote/],
  ["a broken geometry", "wkt,n\nPOINT (1 2),1\nPOINT (1,2\n", {}, /"t\.csv": line 3: .*WKT.*character 8/],
  ["no rows", "", {}, /"t\.csv": it has no rows/],
  ["metres without a CRS", "x,y\n500000,5800000\n", {}, /no longitudes and latitudes.*--crs/],
  [
    "a column that is not there",
    "lon,lat\n1,2\n",
    { options: { x: "lom", y: "lat" } },
    /no column "lom"\. Did you mean "lon"/,
  ],
  ["x without y", "lon,lat\n1,2\n", { options: { x: "lon" } }, /both --x and --y/],
  ["a delimiter of two", "a\n", { options: { delimiter: ";;" } }, /delimiter is ";;"; expected one character/],
  ["other bytes than UTF-8", "", { encoding: "klingon" }, /not an encoding/],
])("%s is refused", async (_, text, options, message) => {
  await expect(read(text, options)).rejects.toThrow(message);
});

test("rows are the same wherever the pieces end", async () => {
  const text = `a,b,lon,lat\r\n${Array.from({ length: 40_000 }, (_, n) => `"x ""${n}""\r\n",${n},${n % 180},${n % 90}`).join("\r\n")}\r\n`;
  const data = await read(text);
  expect(data.geometry.length).toBe(40_000);
  expect(layerFromData("x", data).head(40_000).at(-1)?.properties).toMatchObject({ a: 'x "39999"\r\n', b: 39_999 });
});

const numberOf = (value: unknown): unknown => {
  if (typeof value === "string" && /^-?\d+n$/.test(value)) return Number(value.slice(0, -1));
  return typeof value === "boolean" ? Number(value) : value;
};

const rich = Layer.from([
  { geometry: { type: "Point", coordinates: [1.25, -2] }, properties: { s: 'a "b", c', n: 1, big: 2n ** 60n, f: 0.1, t: true, d: "2024-02-29" } }, // prettier-ignore
  { geometry: null, properties: { s: "", n: null, big: null, f: null, t: null, d: null } },
  { geometry: { type: "Point", coordinates: [3, 4] }, properties: { s: "two\nlines", n: -5, big: -1n, f: -1e-7, t: false, d: "1999-12-31" } }, // prettier-ignore
]);
const lines = Layer.from([
  { geometry: { type: "LineString", coordinates: [[0, 0], [1.5, 1]] }, properties: { n: 1 } }, // prettier-ignore
  { geometry: { type: "MultiPoint", coordinates: [[0, 0], [1, 1]] }, properties: { n: 2 } }, // prettier-ignore
]);

describe("what we write", () => {
  test.each<[string, Layer]>([
    ["points", rich],
    ["lines", lines],
  ])("of %s is the file that GDAL has read", async (name, layer) => {
    const sink = new MemorySink();
    await writeCsv(dataOf(layer), sink, { name, feedback: silent });
    const path = join(WRITTEN, `${name}.csv`);
    if (process.env["MAPCELL_STORE"] === "1") writeFileSync(path, sink.bytes);
    expect(String(sink.bytes)).toBe(readFileSync(path, "utf8"));
    const gdal = (JSON.parse(readFileSync(join(WRITTEN, "expected.json"), "utf8")) as Record<string, Expected>)[name]!;
    expect(gdal.geometry).toEqual(geometriesOf(dataOf(layer)));
    // GDAL takes nothing for empty text, and gives numbers for true and false
    const told = valuesOf(dataOf(layer)).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, key === "s" ? (value ?? "") : numberOf(value)]),
      ),
    );
    expect(gdal.rows).toEqual(told);
  });

  test("comes back, whatever the delimiter", async () => {
    for (const delimiter of [",", ";", "tab"]) {
      await writeLayer(
        dataOf(rich),
        "a.csv",
        { baseDir: folder, name: "a", own: { delimiter, geometry: "wkt" } },
        silent,
      );
      const again = layerFromData("a", await readLayer("a.csv", { baseDir: folder }, silent));
      expect(again.hash).toBe(rich.hash);
    }
    expect(await readFile(join(folder, "a.csv"), "utf8")).toContain("\t");
  });

  test("tells that the CRS is lost, and refuses lines as x and y", async () => {
    const recorder = new Recorder();
    const utm = dataOf(Layer.from([], { crs: "EPSG:25832" }));
    await writeCsv(utm, new MemorySink(), { name: "a", feedback: recorder });
    expect(recorder.logs).toEqual([["warning", "CSV cannot state a CRS; load it again with --crs EPSG:25832."]]);
    const xy = { name: "a", feedback: silent, options: { geometry: "xy" } } as const;
    await expect(writeCsv(dataOf(lines), new MemorySink(), xy)).rejects.toThrow(/Only points/);
  });
});

test("rows without a place are a table, and a table is written without one", async () => {
  const table = await read("a,b\nx,1\ny,2\n");
  expect(isTable(table)).toBe(true);
  expect(isTable(await read("x,y\n1,2\n"))).toBe(false);
  expect(layerFromData("t", table).hash).toBe(Layer.from([{ a: "x", b: 1 }, { a: "y", b: 2 }]).hash); // prettier-ignore
});
