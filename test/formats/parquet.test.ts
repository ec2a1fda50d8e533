import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silent } from "../../src/feedback.ts";
import { readLayer, writeLayer } from "../../src/formats/open.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { isTable, type LayerData } from "../../src/layers/layer-data.ts";
import { Recorder } from "./sources.ts";

/** Files of pyarrow, GeoPandas and DuckDB, and what pyarrow and Shapely read in them: test/fixtures/oracle/parquet.py. */
const FOLDER = join(import.meta.dirname, "../fixtures/parquet");

interface Expected {
  readonly files: Readonly<
    Record<
      string,
      { readonly rows: readonly object[]; readonly geometry?: readonly (string | null)[]; crs?: string | null }
    >
  >;
  readonly within: readonly number[];
}

const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Expected;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapcell-parquet-"));
});
afterAll(() => rm(folder, { recursive: true }));

const load = (name: string, options: object = {}, feedback = new Recorder()): Promise<LayerData> =>
  readLayer(name, { baseDir: FOLDER, ...options }, feedback);

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex").toUpperCase() : value;
}

function rowsOf(data: LayerData): Record<string, unknown>[] {
  return layerFromData("x", data)
    .head(9999)
    .map(({ properties }) =>
      Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, plain(value)])),
    );
}

function geometriesOf({ geometry }: LayerData): (string | null)[] {
  return Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);
}

/** What they lack is said by the user; that a CRS has heights, or is theirs alone, is not theirs to tell. */
const STATED: Readonly<Record<string, object>> = {
  "no-crs": { crs: "EPSG:25832" },
};
const CRS: Readonly<Record<string, string>> = { "no-crs": "EPSG:25832", compound: "EPSG:4326" };

describe("what other programs wrote is read as they read it", () => {
  test.each(Object.entries(EXPECTED.files))("%s", async (name, { rows, geometry, crs }) => {
    const data = await load(`${name}.parquet`, STATED[name]);
    expect(rowsOf(data)).toEqual(rows);
    expect(isTable(data)).toBe(geometry === undefined);
    if (geometry === undefined) return;
    expect(geometriesOf(data)).toEqual(geometry);
    expect(data.crs).toBe(CRS[name] ?? crs);
  });
});

test("types are those of the file, whatever its values are", async () => {
  const { fields } = await load("types.parquet");
  const namesOf = (type: string): string[] => fields.filter((field) => field.type === type).map(({ name }) => name);
  expect(namesOf("string")).toEqual(["text", "large_text", "word", "nothing"]);
  expect(namesOf("integer")).toEqual(["int8", "uint8", "uint16", "int32", "uint32", "int64"]);
  expect(namesOf("integer64")).toEqual(["osm", "uint64"]);
  expect(namesOf("number")).toEqual(["half", "float", "double", "price", "long_price"]);
  expect(namesOf("datetime")).toEqual(["seconds", "millis", "micros_utc"]);
  expect([namesOf("boolean"), namesOf("date"), namesOf("time")]).toEqual([["open"], ["day"], ["clock", "clock_ms"]]);
  expect([namesOf("binary"), namesOf("list")]).toEqual([["bytes", "fixed"], ["numbers", "words"]]); // prettier-ignore
  expect(namesOf("json")).toEqual(["holes", "nested", "record", "tags"]);
});

describe("only what is needed is read", () => {
  test("bounds choose the row groups, and it is said how many", async () => {
    const feedback = new Recorder();
    const data = await load("grid.parquet", { bounds: [3.25, 10, 8, 12.25] }, feedback);
    expect(rowsOf(data).map(({ n }) => n)).toEqual(EXPECTED.within);
    expect(feedback.logs).toContainEqual([
      "info",
      expect.stringMatching(/^5 of 25 row groups are read, \d+ kB of 63 kB\.$/),
    ]);
    expect((await load("grid.parquet", { bounds: [500, 10, 800, 12] })).geometry.length).toBe(0);
  });

  test("a limit needs the first row groups alone, and fields their columns", async () => {
    const feedback = new Recorder();
    const data = await load("grid.parquet", { limit: 25 }, feedback);
    expect([data.geometry.length, feedback.logs[0]?.[1]]).toEqual([25, expect.stringMatching(/^2 of 25 row groups/)]);
    expect(rowsOf(await load("mixed.parquet", { fields: "day", limit: 1 }))).toEqual([{ day: "2024-02-29" }]);
    await expect(load("mixed.parquet", { fields: "dya" })).rejects.toThrow(/no field "dya"\. Did you mean "day"\?/);
  });
});

describe("what can't be read is refused in our words", () => {
  test("a CRS that nobody knows", async () => {
    await expect(load("no-crs.parquet")).rejects.toMatchObject({ code: "UNKNOWN_CRS" });
  });

  test("a file that is cut, or no Parquet", async () => {
    const whole = await readFile(join(FOLDER, "mixed.parquet"));
    for (const cut of [3, 8, 100, 5000, whole.length - 1]) {
      await writeFile(join(folder, "cut.parquet"), whole.subarray(0, cut));
      await expect(load(join(folder, "cut.parquet"))).rejects.toMatchObject({ code: "LAYER_UNREADABLE" });
    }
  });

  test("a column of places that is left out is said", async () => {
    const feedback = new Recorder();
    await load("two-columns.parquet", {}, feedback);
    expect(feedback.logs).toEqual([["warning", expect.stringMatching(/"other" is left out/)]]);
  });
});

interface Ours {
  readonly rows: readonly object[];
  readonly geometry?: readonly (string | null)[];
  readonly types: Readonly<Record<string, string>>;
  readonly groups: number;
  readonly crs?: string;
  readonly sameCrs?: boolean;
  readonly within?: readonly number[];
}

const place = (x: number, y: number) => ({ type: "Point" as const, coordinates: [x, y] });
const TYPED = [
  { n: 1, text: "żółć 🗺", osm: 2n ** 53n + 1n, large: 2n ** 64n - 1n, share: 0.1, open: true, day: "2024-02-29", clock: "12:30:00.000001" },
  { n: 2, text: "", osm: -(2n ** 63n), large: 0n, share: -1e-7, open: false, day: "1899-12-31", clock: "23:59:00" },
  { n: 3, text: null, osm: null, large: null, share: null, open: null, day: null, clock: null },
]; // prettier-ignore
const MORE = [
  { utc: "2024-02-29T12:30:00.250Z", local: "1969-12-31T23:59:59", fine: "1969-12-31T23:59:59.123456789", bytes: Uint8Array.of(0, 255), words: ["a", "ż"], numbers: [1, 2], halves: [0.5, 1], record: { a: [1, null], ż: { b: "x" } } },
  { utc: "1900-01-01T00:00:00Z", local: "2024-02-29T12:30:00.001", fine: "2024-02-29T12:30:00", bytes: new Uint8Array(0), words: [], numbers: [], halves: [], record: [1, "a"] },
  { utc: null, local: null, fine: null, bytes: null, words: null, numbers: null, halves: null, record: null },
]; // prettier-ignore
const TYPED_LAYER = Layer.from(
  TYPED.map((row, i) => {
    const properties: Record<string, unknown> = { ...row, ...MORE[i] };
    return { geometry: i === 2 ? null : place(i, i), properties };
  }),
  { name: "types" },
);
const SHAPES: readonly object[] = [
  { type: "LineString", coordinates: [[0, 0, 1], [1.5, 1, 2]] },
  { type: "MultiPolygon", coordinates: [[[[0, 0], [9, 0], [9, 9], [0, 0]], [[4, 1], [5, 1], [5, 2], [4, 1]]]] },
  { type: "GeometryCollection", geometries: [place(1, 2), { type: "LineString", coordinates: [[0, 0], [1, 1]] }] },
  { type: "Point", coordinates: [] },
]; // prettier-ignore
const shapes = (crs: string): Layer =>
  Layer.from(
    SHAPES.map((geometry, n) => ({ geometry: geometry as never, properties: { n } })),
    { crs },
  );
const OURS: Readonly<Record<string, Layer>> = {
  "our-types": TYPED_LAYER,
  "our-shapes": shapes("EPSG:25832"),
  "our-esri": shapes("ESRI:54009"),
  "our-swiss": shapes("EPSG:2056"),
  "our-table": Layer.from([{ a: 1, b: "x" }, { a: 2, b: null }]), // prettier-ignore
};

/** JSON is text to pyarrow. */
function asRead(rows: readonly object[]): object[] {
  return rows.map((row) =>
    "record" in row && typeof row.record === "string" ? { ...row, record: JSON.parse(row.record) as unknown } : row,
  );
}

describe("what we write", () => {
  test.each(Object.entries(OURS))("%s is what pyarrow and GeoPandas read", async (name, layer) => {
    const path = join(folder, `${name}.parquet`);
    await writeLayer(dataOf(layer), path, { baseDir: folder, name }, silent);
    const bytes = await readFile(path);
    if (process.env["MAPCELL_STORE"] === "1") writeFileSync(join(FOLDER, `${name}.parquet`), bytes);
    expect(bytes.equals(readFileSync(join(FOLDER, `${name}.parquet`)))).toBe(true);
    const found = (JSON.parse(readFileSync(join(FOLDER, "our-expected.json"), "utf8")) as Record<string, Ours>)[name]!;
    const data = dataOf(layer);
    expect(asRead(found.rows)).toEqual(rowsOf(data));
    expect(found.geometry ?? null).toEqual(isTable(data) ? null : geometriesOf(data));
    expect([found.crs, found.sameCrs]).toEqual(isTable(data) ? [undefined, undefined] : [data.crs, true]);
    expect(layerFromData(name, await load(path)).hash).toBe(layer.hash);
  });

  test("has the types of Arrow that say what its fields are", () => {
    const ours = JSON.parse(readFileSync(join(FOLDER, "our-expected.json"), "utf8")) as Record<string, Ours>;
    expect(ours["our-types"]?.types).toEqual({
      n: "int64",
      text: "string",
      osm: "int64",
      large: "uint64",
      share: "double",
      open: "bool",
      day: "date32[day]",
      clock: "time64[ns]",
      utc: "timestamp[us, tz=UTC]",
      local: "timestamp[us]",
      fine: "timestamp[ns]",
      bytes: "binary",
      words: "list<element: string>",
      numbers: "list<element: int64>",
      halves: "list<element: double>",
      record: "extension<arrow.json>",
    });
    // by reasoning: the boxes of the line, the polygon and the collection meet it
    expect(ours["our-shapes"]?.within).toEqual([0, 1, 2]);
  });
});
