import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type DatabaseWork, withClient } from "../../src/formats/postgis/client.ts";
import { findConnection } from "../../src/formats/postgis/connection.ts";
import { queryPostgis } from "../../src/formats/postgis/read-postgis.ts";
import { readTable } from "../../src/formats/postgis/read-table.ts";
import { type TableTarget, writeTable } from "../../src/formats/postgis/write-table.ts";
import { contentHash } from "../../src/layers/content-hash.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { runSqlNow } from "../fixtures/postgres.ts";
import { Recorder } from "../formats/sources.ts";

const address = inject("postgres");

function work(feedback = new Recorder(), program = "tests"): DatabaseWork {
  const connection = findConnection(`${address}?application_name=${program}`, {});
  return { connection, feedback, signal: new AbortController().signal };
}

function save(layer: Layer, table: string, options: Partial<TableTarget> = {}, by = work()): Promise<unknown> {
  return writeTable(dataOf(layer), { table: `written.${table}`, mode: "create", ...options }, by);
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const { data } = await queryPostgis({ sql, values: [] }, work());
  return Array.from(layerFromData("read", data), ({ properties }) => Object.assign({}, properties));
}

const point = (x: number, y: number): object => ({ type: "Point", coordinates: [x, y] });
const feature = (geometry: object | null, properties: object): object => ({ type: "Feature", geometry, properties });
const layerOf = (features: readonly object[], crs = "EPSG:25832"): Layer => Layer.from(features as never, { crs });

const all = layerOf([
  feature(point(500_000, 5_400_000), {
    id: 1,
    huge: 2n ** 63n,
    large: 9007199254740993n,
    half: 0.1,
    yes: true,
    day: "2024-02-29",
    at: "2024-02-29T12:00:00Z",
    local: "2024-02-29T12:00:00",
    clock: "12:30:00",
    bytes: Uint8Array.of(0, 255, 92),
    text: "a\tb\\n\n'\"; drop \\N Grüße 🌍",
    "odd name": "x",
    texts: ["a,b", 'q"', "\\", ""],
    numbers: [1.5, 2],
    wholes: [1, 2],
    flags: [true, false],
    any: { b: [1, null], a: "ü" },
    geom: "a field",
  }),
  feature(null, { id: 2 }),
]);

describe.skipIf(address === "")("a layer is written into a table", () => {
  beforeAll(() => withClient(work(), (client) => client.query("create schema written")));
  afterAll(() => withClient(work(), (client) => client.query("drop schema written cascade")));

  test("with types, SRID and an index, and comes back as it was", async () => {
    await save(all, "everything");
    const back = await readTable({ table: "written.everything" }, work());
    expect(back.data.fields).toEqual(dataOf(all).fields);
    expect([...layerFromData("back", back.data)]).toEqual([...all]);
    expect(contentHash(back.data)).toBe(contentHash(dataOf(all)));
    const types = await rows(
      "select attname::text as name, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 'written.everything'::regclass and attnum > 0",
    );
    expect(Object.fromEntries(types.map(({ name, type }) => [name, type]))).toEqual({
      id: "integer", huge: "numeric(20,0)", large: "bigint", half: "double precision", yes: "boolean", day: "date",
      at: "timestamp with time zone", local: "timestamp without time zone", clock: "time without time zone", bytes: "bytea",
      text: "text", "odd name": "text", texts: "text[]", numbers: "double precision[]", wholes: "bigint[]", flags: "boolean[]",
      any: "jsonb", geom: "text", geom_2: "geometry(Point,25832)",
    }); // prettier-ignore
    const [index] = await rows(
      "select indexdef as def from pg_indexes where schemaname = 'written' and tablename = 'everything'",
    );
    expect(index?.["def"]).toContain("USING gist (geom_2)");
  });

  test("geometries of several kinds, with heights and measures, and the server thinks them right", async () => {
    const mixed = layerOf([
      feature({ type: "Point", coordinates: [1, 2, 3] }, { n: 1 }),
      feature({ type: "Polygon", coordinates: [[[0, 0], [4, 0], [4, 4], [0, 0]]] }, { n: 2 }),
      feature({ type: "GeometryCollection", geometries: [point(1, 1)] }, { n: 3 }),
    ], "EPSG:4326"); // prettier-ignore
    await save(mixed, "mixed");
    const [first] = await rows(
      "select string_agg(ST_AsText(geom), ' ' order by n) as wkt, min(ST_SRID(geom)) as srid from written.mixed",
    );
    expect(first).toEqual({
      wkt: "POINT Z (1 2 3) POLYGON((0 0,4 0,4 4,0 0)) GEOMETRYCOLLECTION(POINT(1 1))",
      srid: 4326,
    });
  });

  test("a table without geometry, and a layer without rows", async () => {
    await save(Layer.from([{ a: 1 }, { a: null }]), "plain");
    expect(await rows("select * from written.plain")).toEqual([{ a: 1 }, { a: null }]);
    await save(layerOf([]), "none");
    expect(await rows("select count(*)::int as n from written.none")).toEqual([{ n: 0 }]);
  });

  test("what is there is kept, or gets rows besides, or is replaced, as it is said", async () => {
    const one = layerOf([feature(point(1, 2), { name: "one" })]);
    await save(one, "again");
    await expect(save(one, "again")).rejects.toThrow(/written\.again already\. Add to it with --append, .* --replace/);
    await save(layerOf([feature(point(3, 4), { NAME: "two" })]), "again", { mode: "append" });
    expect(await rows("select name from written.again order by 1")).toEqual([{ name: "one" }, { name: "two" }]);
    await expect(save(layerOf([feature(point(3, 4), { other: 1 })]), "again", { mode: "append" })).rejects.toThrow(
      'no field "other"',
    );
    await save(layerOf([feature(point(5, 6), { other: 1 })]), "again", { mode: "replace" });
    expect(await rows("select other from written.again")).toEqual([{ other: 1 }]);
  });

  test("nothing is there, and what was there stays, when it is cancelled, fails or loses its connection", async () => {
    const many = layerOf(Array.from({ length: 3000 }, (_, n) => feature(point(n, n), { n })));
    await save(layerOf([feature(point(1, 2), { old: 1 })]), "kept");
    for (const mode of ["create", "replace"] as const) {
      const table = mode === "create" ? "halfway" : "kept";
      await expect(save(many, table, { mode }, work(new Recorder(4)))).rejects.toMatchObject({ code: "TASK_CANCELED" });
      const feedback = new Recorder();
      const killing = {
        ...work(feedback, "doomed"),
        feedback: Object.assign(feedback, { progress: () => runSqlNow(address, KILL) }),
      };
      await expect(save(many, table, { mode }, killing)).rejects.toMatchObject({ code: "LAYER_UNREADABLE" });
    }
    expect(await rows("select old from written.kept")).toEqual([{ old: 1 }]);
    expect(await rows("select to_regclass('written.halfway')::text as there")).toEqual([{ there: null }]);
  });

  test("whole numbers that need eight bytes come back as bigints, which the server's type is", async () => {
    await save(Layer.from([{ wide: 2 ** 40 }]), "wide");
    expect(await rows("select * from written.wide")).toEqual([{ wide: 2n ** 40n }]);
  });

  test("a CRS that the database does not know is refused", async () => {
    await withClient(work(), (client) => client.query("delete from spatial_ref_sys where srid = 32761"));
    await expect(save(layerOf([feature(point(1, 2), {})], "EPSG:32761"), "odd")).rejects.toMatchObject({
      code: "UNKNOWN_CRS",
    });
  });
});

/** Ends all connections, as when the process that writes is killed. */
const KILL = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'";
