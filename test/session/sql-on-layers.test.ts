import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { wktOf } from "../../src/geometry/wkt-writer.ts";
import { contentHash } from "../../src/layers/content-hash.ts";
import { dataOf, Layer, layerFromData } from "../../src/layers/layer.ts";
import { Session } from "../../src/session/session.ts";
import type { Task } from "../../src/tasks/task.ts";

const WORKER = new URL("../../dist/test/worker.js", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "mapcell-sql-"));
const session = new Session({ workerUrl: WORKER, lanes: 1, baseDir: folder });
afterAll(async () => {
  await session.close();
  rmSync(folder, { recursive: true });
});

const point = (x: number, y: number): object => ({ type: "Point", coordinates: [x, y] });
function enter(name: string, features: readonly object[], crs = "EPSG:25832"): void {
  session.names.enter(layerFromData(name, dataOf(Layer.from(features as never, { crs }))));
}

const run = (query: string, options: object = {}): Task<Layer> =>
  session.submit("sql", { query, ...options }) as Task<Layer>;
const rows = async (query: string, options: object = {}): Promise<unknown[]> =>
  Array.from(await run(query, options), ({ properties }) => properties);

const hash = async (query: string): Promise<string> => (await run(query)).provenance.hash;

const values = {
  id: 1,
  wide: 2 ** 40,
  large: 9007199254740993n,
  half: 0.1,
  yes: true,
  day: "2024-02-29",
  at: "2024-02-29T12:00:00Z",
  local: "1969-12-31T23:59:59.25",
  clock: "12:30:00",
  bytes: Uint8Array.of(0, 255),
  text: "Grüße '\"\\ 🌍",
  "odd name": "x",
  list: ["a", "b"],
  any: { b: [1, null], a: "ü" },
};
enter("Everything", [
  { type: "Feature", geometry: point(500_000, 5_400_000), properties: values },
  { type: "Feature", geometry: null, properties: { id: 2 } },
  { type: "Feature", geometry: { type: "LineString", coordinates: [[0, 0, 7], [1, 1, 8]] }, properties: { id: 3 } }, // prettier-ignore
]);
enter(
  "roads",
  [1, 2, 3, 4].map((n) => ({
    type: "Feature",
    geometry: point(n, n),
    properties: { n, kind: n % 2 === 0 ? "even" : "odd" },
  })),
);
enter("kinds", [{ type: "Feature", geometry: point(0, 0), properties: { kind: "odd", word: "impair" } }]);
enter("elsewhere", [{ type: "Feature", geometry: point(0, 0), properties: { kind: "odd" } }], "EPSG:4326");

describe("SQL over the session's layers", () => {
  test("all types go there and come back as they were, geometries, heights and CRS too", async () => {
    const back = await run('select * from "Everything"');
    const all = session.store.get("Everything")!.layer;
    expect(back.fields).toEqual(all.fields);
    expect(contentHash(dataOf(back))).toBe(contentHash(dataOf(all)));
  });

  test("joins, groups and sums; counts are numbers", async () => {
    const query =
      "select kind, word, count(*) as n, sum(n) as total from roads left join kinds using (kind) group by all order by kind";
    expect(await rows(query)).toEqual([
      { kind: "even", word: null, n: 2, total: 6 },
      { kind: "odd", word: "impair", n: 2, total: 4 },
    ]);
  });

  test("geometries belong to their rows in whatever order those come", async () => {
    const { geometry } = dataOf(await run("from Roads select n, geometry where n <> 2 order by n desc"));
    expect([0, 1, 2].map((i) => wktOf(geometry, i))).toEqual(["POINT (4 4)", "POINT (3 3)", "POINT (1 1)"]);
  });

  test("values are bound: by names, in order, texts that are numbers as numbers", async () => {
    expect(await rows("select n from roads where n > :least and kind <> ':least'", { params: { least: "3" } })).toEqual(
      [{ n: 4 }],
    );
    expect(await rows("select $1 as a, $2 as b, $3 as c", { params: [true, "x'; drop", null] })).toEqual([
      { a: true, b: "x'; drop", c: null },
    ]);
  });

  test("lists, structures, decimals, intervals and moments have their form", async () => {
    const query =
      "select [1, 2] as l, {a: 1, b: [true]} as s, map {'k': 1} as m, 1.50::decimal(9, 2) as d, interval 1 day as i, 2::hugeint ** 100 as h, 0.1::float as f, timestamptz '2024-01-01 00:00:00.5+01' as t";
    expect(await rows(query)).toEqual([
      {
        l: [1, 2],
        s: { a: 1, b: [true] },
        m: { k: 1 },
        d: 1.5,
        i: "1 day",
        h: 2 ** 100,
        f: 0.1,
        t: "2023-12-31T23:00:00.5Z",
      },
    ]);
  });

  test("a table that another task still makes is waited for", async () => {
    const made = session.submit("buffer", { input: "roads", distance: 1 }, { as: "near" });
    const counted = run("select count(*) as n from near");
    expect([made.status === "complete", Array.from(await counted, ({ properties }) => properties)]).toEqual([
      false,
      [{ n: 4 }],
    ]);
    expect(counted.description).toBe("sql near");
  });

  test.each([
    ["select naem from roads", "BAD_ARGUMENT", 'Referenced column "naem" not found'],
    [
      "select *\nfrom roads\nwhere n > :a and m = 1",
      "BAD_ARGUMENT",
      "line 3: where n > :a and m = 1\n                         ^",
    ],
    ["selec 1", "BAD_ARGUMENT", "line 1: selec 1\n        ^"],
    ["select * from nothing", "BAD_ARGUMENT", "no layer's name was found in the query"],
    ["select 1; select 2", "BAD_ARGUMENT", "multiple statements"],
    [
      "select geometry from roads union all select geometry from elsewhere",
      "CRS_MISMATCH",
      "roads is in EPSG:25832, elsewhere in EPSG:4326",
    ],
  ])("%s is refused", async (query, code, message) => {
    const params = query.includes(":a") ? { a: 1 } : [];
    await expect(Promise.resolve(run(query, { params }))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test("a cancel ends the query soon, and the lane is of use afterwards", async () => {
    const task = run("select count(*) from range(100000000) a, range(100000) b, roads");
    await expect.poll(() => task.status).toBe("running");
    const start = performance.now();
    task.cancel();
    await expect(Promise.resolve(task)).rejects.toMatchObject({ code: "TASK_CANCELED" });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(await rows("select 1 as a")).toEqual([{ a: 1 }]);
  });

  test("equal queries of equal layers have equal provenance, and lots that are drawn have none", async () => {
    expect(await hash("select n from roads")).toBe(await hash("select n from roads"));
    expect(await hash("select uuid() as a")).not.toBe(await hash("select uuid() as a"));
  });
});
