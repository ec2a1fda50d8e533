import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { withCondition } from "../../src/formats/condition.ts";
import type { Loaded } from "../../src/formats/open.ts";
import { type DatabaseWork, withClient } from "../../src/formats/postgis/client.ts";
import { findConnection } from "../../src/formats/postgis/connection.ts";
import { queryPostgis } from "../../src/formats/postgis/read-postgis.ts";
import { readTable } from "../../src/formats/postgis/read-table.ts";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { layerFromData } from "../../src/layers/layer.ts";
import { isTable } from "../../src/layers/layer-data.ts";
import { Recorder } from "../formats/sources.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/postgis");
interface Case {
  readonly crs: string;
  readonly geometry: readonly (string | null)[];
  readonly rows: readonly Record<string, unknown>[];
}
/** What GeoPandas reads: test/fixtures/oracle/postgis.py. */
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as Readonly<Record<string, Case>>;
const address = inject("postgres");
const recorder = (): Recorder => new Recorder();

function work(feedback = recorder(), signal = new AbortController().signal): DatabaseWork {
  return { connection: findConnection(address, {}), feedback, signal };
}

function query(sql: string, options: object = {}, feedback = recorder()): Promise<Loaded> {
  return queryPostgis({ sql, values: [], ...options }, work(feedback));
}

function geometriesOf({ data: { geometry } }: Loaded): (string | null)[] {
  return Array.from({ length: geometry.length }, (_, i) => wktOf(geometry, i) ?? null);
}

/** As the script writes values. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}n`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  return value;
}

function rowsOf({ data }: Loaded): Record<string, unknown>[] {
  return [...layerFromData("read", data)].map(({ properties }) => plain(properties) as Record<string, unknown>);
}

/** Queries that sleep at the server. */
async function asleep(): Promise<unknown> {
  const sql =
    "select count(*)::int as n from pg_stat_activity where query like 'select pg_sleep(60)%' and state = 'active'";
  return rowsOf(await query(sql))[0]!["n"];
}

describe.skipIf(address === "")("a database", () => {
  beforeAll(() =>
    withClient(work(), async (client) => {
      await client.query("drop schema if exists cases cascade");
      await client.query(readFileSync(join(FOLDER, "tables.sql"), "utf8"));
    }),
  );
  afterAll(() => withClient(work(), (client) => client.query("drop schema cases cascade")));

  test("values come as GeoPandas reads them, each in a field of its type", async () => {
    const loaded = await query("select * from cases.kinds order by id");
    const expected = EXPECTED["kinds"]!;
    const [first, ...others] = expected.rows as [Record<string, unknown>, ...Record<string, unknown>[]];
    // SQLAlchemy makes a duration and Python's own forms of moments; the server's text says the same
    const same = {
      moods: ["sad", "happy"],
      span: "P1DT2H",
      moment: "2024-02-29T12:34:56.789",
      instant: "2024-02-29T07:04:56Z",
      clock: "23:59:59.5",
    };
    const last = { moods: [], span: "P1M", instant: "1970-01-01T00:00:00Z" };
    expect(rowsOf(loaded)).toEqual([{ ...first, ...same }, others[0], { ...others[1], ...last }]);
    expect(geometriesOf(loaded)).toEqual(expected.geometry);
    expect(loaded.data.crs).toBe(expected.crs);
    expect(Object.fromEntries(loaded.data.fields.map(({ name, type }) => [name, type]))).toMatchObject({
      id: "integer", small: "integer", whole: "integer", large: "integer64", single: "number", exact: "number", yes: "boolean",
      day: "date", moment: "datetime", instant: "datetime", clock: "time", bytes: "binary", plain: "string", guid: "string",
      doc: "json", docb: "json", larges: "list", flags: "list", matrix: "json",
    }); // prettier-ignore
  });

  test.each(["mixed", "heights", "empty"])("geometries of %s, their CRS and their rows", async (name) => {
    const loaded = await query(`select * from cases.${name} order by id`);
    const { crs, geometry, rows } = EXPECTED[name]!;
    expect(geometriesOf(loaded)).toEqual(geometry);
    expect(rowsOf(loaded)).toEqual(rows);
    // GeoPandas knows of no declaration
    expect(loaded.data.crs).toBe(crs ?? "EPSG:2056");
  });

  test("without a row the column's declaration says the CRS", async () => {
    const { data } = await query("select * from cases.empty");
    expect([data.crs, data.geometry.length, data.fields.map(({ name }) => name)]).toEqual(["EPSG:2056", 0, ["id"]]);
  });

  test("geography is longitude and latitude", async () => {
    const loaded = await query("select * from cases.globe order by id");
    expect(geometriesOf(loaded)).toEqual(EXPECTED["globe"]!.geometry);
    expect(loaded.data.crs).toBe("EPSG:4326");
  });

  test("a query without geometry gives a table; one that gives no rows says what it did", async () => {
    const table = await query("select 1 as a, null as nothing, 'x'::text as a");
    expect(isTable(table.data)).toBe(true);
    expect(rowsOf(table)).toEqual([{ a: 1, nothing: null, a_2: "x" }]);
    const done = await query("update cases.mixed set id = id where id < 4");
    expect(rowsOf(done)).toEqual([{ statement: "update", rows: 3 }]);
  });

  test("of several columns of geometries the first is taken, which is said, or the one that is named", async () => {
    const feedback = recorder();
    const first = await query("select * from cases.two_places", {}, feedback);
    expect([geometriesOf(first), first.data.crs]).toEqual([["POINT (10 20)"], "EPSG:3857"]);
    expect(feedback.logs.flat().join()).toContain('taken is "centre", left out: outline. --geometry NAME');
    const named = await query("select * from cases.two_places", { geometry: "outline" });
    expect([geometriesOf(named), named.data.crs]).toEqual([["POLYGON ((0 0, 1 0, 1 1, 0 0))"], "EPSG:4326"]);
    await expect(query("select * from cases.two_places", { geometry: "outlin" })).rejects.toThrow(
      /Did you mean.*outline/,
    );
  });

  test("values are bound: by names, in order, of all types, and are never part of the text", async () => {
    const text = "'); drop table cases.grid; --";
    const named = await query("select :word as word, lanes from cases.grid where id = :id and ':id' <> 'x' --:id", {
      values: { id: "42", word: text },
    });
    expect(rowsOf(named)).toEqual([{ word: text, lanes: 0 }]);
    const values = [7, true, new Date("2024-01-02T03:04:05Z"), [1, 2], null, 9007199254740993n];
    const ordered = await query(
      "select $1::int a, $2::bool b, $3::timestamptz c, $4::int[] d, $5::text e, $6::int8 f",
      { values },
    );
    expect(rowsOf(ordered)).toEqual([
      { a: 7, b: true, c: "2024-01-02T03:04:05Z", d: [1, 2], e: null, f: "9007199254740993n" },
    ]);
    await expect(query("select 1", { values: { lost: 1 } })).rejects.toThrow("The query has no :lost");
    expect(rowsOf(await query("select (array[1,2,3])[1:2] a, 5::int b", { values: {} }))).toEqual([
      { a: [1, 2], b: 5 },
    ]);
  });

  test("a mistake is shown with its place in the query as it was written", async () => {
    const sql = "select *\nfrom cases.grid\nwhere id > :least and naem = 'x'";
    await expect(query(sql, { values: { least: 1 } })).rejects.toMatchObject({
      code: "BAD_ARGUMENT",
      message: expect.stringContaining("line 3: where id > :least and naem = 'x'\n                              ^"),
    });
    await expect(query("select * from cases.gird")).rejects.toThrow(
      /relation "cases.gird" does not exist\.\nline 1: .*\n {22}\^/,
    );
  });

  test.each([
    ["select * from cases.two_srids order by id", "CRS_MISMATCH", "Row 2 has SRID 3857, those before it 4326"],
    ["select * from cases.no_srid", "UNKNOWN_CRS", "--crs EPSG:25832"],
    ["select * from cases.curves", "INVALID_GEOMETRY", "ST_CurveToLine"],
    ["select 1; select 2", "BAD_ARGUMENT", "multiple commands"],
    ["select 1/0 as x", "BAD_ARGUMENT", "division by zero"],
  ])("%s is refused", async (sql, code, message) => {
    await expect(query(sql)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("a CRS that is given counts", async () => {
    expect((await query("select * from cases.no_srid", { crs: "EPSG:25832" })).data.crs).toBe("EPSG:25832");
  });

  test("a table is read in its own order, and the server picks the part that is asked for", async () => {
    const feedback = recorder();
    const box = await readTable({ table: "cases.grid", bounds: [10, 20, 12, 21], fields: ["name"] }, work(feedback));
    const { geometry, rows } = EXPECTED["box"]!;
    expect(geometriesOf(box)).toEqual(geometry);
    expect(rowsOf(box)).toEqual(rows.map(({ name }) => ({ name })));
    expect(feedback.logs.flat().join()).toContain(
      "The server gave 6 of about 10,000 rows of cases.grid, chosen by bounds.",
    );
    const some = await readTable({ table: "cases.grid", limit: 3 }, work());
    expect(rowsOf(some).map(({ id }) => id)).toEqual([0, 1, 2]);
    expect((await readTable({ table: "cases.grid" }, work())).data.geometry.length).toBe(10_000);
    await expect(readTable({ table: "cases.gird" }, work())).rejects.toThrow(
      'no table "cases.gird". Did you mean "cases.grid"',
    );
    await expect(readTable({}, work())).rejects.toThrow(/Say which one is meant/);
    await expect(readTable({ table: "cases.grid", fields: ["nmae"] }, work())).rejects.toThrow(
      'no field "nmae". Did you mean "name"',
    );
  });

  test.each([
    ['"lanes" = 3 and "id" < 100', true],
    ['"lanes" in (1, 2) and "name" = \'road 8\'', true],
    ['("id" < 5 or "id" >= 9990) and "name" is not null', true],
    ["\"name\" < 'road 2' and $x > 98", false],
    ['"id" < 50 and "id" > mean("id") - 4990', false],
    ['"name" = \'ROAD 8\' or "id" = -1', true],
  ])(
    "rows of which %s is true are those of the expression itself, whatever the server does",
    async (where, isPushed) => {
      const all = (await readTable({ table: "cases.grid" }, work())).data;
      const wanted = layerFromData("true", await withCondition(all, { where, name: "grid" }, recorder()));
      const feedback = recorder();
      const read = await readTable({ table: "cases.grid", where, fields: ["name"], limit: 7 }, work(feedback));
      expect(rowsOf(read)).toEqual(wanted.head(7).map(({ properties: { name } }) => ({ name })));
      expect(feedback.logs.flat().join().includes("chosen by --where")).toBe(isPushed);
    },
  );

  test("a cancel reaches the server, which ends the query within 300 ms", async () => {
    const abort = new AbortController();
    const running = queryPostgis({ sql: "select pg_sleep(60), 'asleep'", values: [] }, work(recorder(), abort.signal));
    await expect.poll(asleep).toBe(1);
    const start = performance.now();
    abort.abort(new Error("stopped"));
    await expect(running).rejects.toThrow("stopped");
    expect(performance.now() - start).toBeLessThan(300);
    await expect.poll(asleep).toBe(0);
  });

  test("progress is told by rows", async () => {
    const feedback = recorder();
    await readTable({ table: "cases.grid" }, work(feedback));
    expect(feedback.fractions.map((each) => Math.round(each * 10))).toEqual([2, 4, 6, 8, 10, 10, 10]);
  });
});
