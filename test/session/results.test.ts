import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resultSummary } from "../../kernel/display/task-line.ts";
import { Layer } from "../../src/layers/layer.ts";
import { type Geo, makeGeo } from "../../src/session/geo.ts";
import { Session } from "../../src/session/session.ts";

let session: Session;
let geo: Geo;
beforeAll(() => {
  session = new Session({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 2 });
  geo = makeGeo(session);
});
afterAll(() => session.close());

const places = Layer.from(
  [1, 2, 9].map((x) => ({ geometry: { type: "Point" as const, coordinates: [x, 1] }, properties: { x } })),
  { crs: "EPSG:3857", name: "places" },
);
const square = Layer.from(
  { type: "Polygon", coordinates: [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]] }, // prettier-ignore
  { crs: "EPSG:3857", name: "square" },
);

type Outputs = Layer & Readonly<Record<string, Layer>>;
const run = (name: string, ...given: unknown[]): PromiseLike<Outputs> =>
  (geo[name] as unknown as (...all: unknown[]) => PromiseLike<Outputs>)(...given);

function xs(layer: Layer | undefined): unknown[] | undefined {
  return layer?.column("x");
}

describe("an algorithm with several outputs", () => {
  test("gives the first layer, which has all of them as members", async () => {
    const result = await run("extractByLocation", places, { intersect: square });
    const { layer, rest } = result;
    expect([result instanceof Layer, layer, xs(layer), xs(rest)]).toEqual([true, result, [1, 2], [9]]);
    expect([rest?.name, rest?.crs]).toEqual(["rest of extractByLocation places square", "EPSG:3857"]);
    expect([layer?.provenance.output, rest?.provenance.output]).toEqual([undefined, "rest"]);
    expect(resultSummary(result)).toBe("2 features, Point, EPSG:3857");
  });

  test("names them in the session, and there is one of each", async () => {
    const result = await run("extractByLocation", places, { intersect: square, as: "inside", restAs: "outside" });
    await session.names.task("outside");
    expect(session.names.layer("inside")).toBe(result.layer);
    expect(session.names.layer("outside")).toBe(result["rest"]);
    expect(result["rest"]?.name).toBe("outside");
  });

  test("by a short name, and with QGIS's names", async () => {
    expect(xs((await run("filter", places, "x > 1"))["rest"])).toEqual([1]);
    const byId = geo.run("native:extractbylocation", { INPUT: places, INTERSECT: square });
    expect(xs(((await byId) as Outputs)["rest"])).toEqual([9]);
  });

  test("each by the name that QGIS has for it", async () => {
    const { invalid, errors } = await run("checkValidity", square);
    expect([invalid?.length, errors?.length, errors?.geometryType]).toEqual([0, 0, "No geometry"]);
  });

  test("may be the input of another, and stands for the first layer then", async () => {
    const inside = run("extractByLocation", places, { intersect: square });
    expect((await run("buffer", inside, { distance: 1 })).length).toBe(2);
  });

  test("of a batch, for each item", async () => {
    const items = [{ intersect: square }, { intersect: square, predicate: "disjoint" }];
    const all = await geo.batch("extractByLocation", items, { input: places, as: "in", restAs: "out" });
    expect((all as Outputs[]).map(({ layer, rest }) => [xs(layer), xs(rest)])).toEqual([[[1, 2], [9]], [[9], [1, 2]]]); // prettier-ignore
    for (const name of ["out_1", "out_2"]) await session.names.task(name);
    expect(["in_1", "out_1", "in_2", "out_2"].map((name) => xs(session.names.layer(name)))).toEqual([[1, 2], [9], [9], [1, 2]]); // prettier-ignore
  });
});

describe("an algorithm that gives values", () => {
  // of 1, 2 and 9: Python's statistics.mean, median, pstdev
  const STATISTICS = { COUNT: 3, MIN: 1, MAX: 9, SUM: 12, MEAN: 4, MEDIAN: 2, STD_DEV: 3.559026084010437 };

  test("gives them by name, as a plain object", async () => {
    const found = await run("basicStatisticsForFields", places, { fieldName: "x" });
    expect(found).toMatchObject(STATISTICS);
    expect([Object.getPrototypeOf(found), found instanceof Layer]).toEqual([Object.prototype, false]);
    expect(JSON.parse(JSON.stringify(found))).toMatchObject(STATISTICS);
    expect(resultSummary(found)).toMatch(/^COUNT 3, CV 0.8897565210026093, EMPTY 0, .*, …$/);
  });

  test("of points, how far apart they lie", async () => {
    const found = (await run("nearestNeighbourAnalysis", places)) as unknown as Record<string, number>;
    // 1, 1 and 7 apart, to the nearest
    expect([found["POINT_COUNT"], found["OBSERVED_MD"]]).toEqual([3, 3]);
  });

  test("is a table with one row wherever a layer is asked for", async () => {
    const task = run("basicStatisticsForFields", places, { fieldName: "x", as: "told" });
    const kept = await run("retainFields", task, { fields: ["MEAN"] });
    expect(kept.toRows()).toEqual([{ MEAN: 4 }]);
    expect(session.names.layer("told").column("MEDIAN")).toEqual([2]);
    expect(session.store.get("told")?.layer.isTable).toBe(true);
    expect((await run("retainFields", "told", { fields: ["SUM"] })).toRows()).toEqual([{ SUM: 12 }]);
  });

  test("of a batch, for each item", async () => {
    const all = await geo.batch("basicStatisticsForFields", [places, places], { fieldName: "x", as: "stats" });
    expect(all).toMatchObject([STATISTICS, STATISTICS]);
    expect(session.names.layer("stats_2").column("MAX")).toEqual([9]);
  });
});

test("layers that an algorithm names itself are a list, and are in the session by their names", async () => {
  const parts = (await run("splitVectorLayer", places, { field: "x", as: "part" })) as unknown as Layer[];
  expect(parts.map(({ name, length }) => [name, length])).toEqual([["part_x_1", 1], ["part_x_2", 1], ["part_x_9", 1]]); // prettier-ignore
  expect(session.names.layer("part_x_9")).toBe(parts[2]);
  const both = await geo.batch("splitVectorLayer", [places, places], { field: "x", as: "each" });
  expect((both as unknown as Layer[][]).map((some) => some[0]?.name)).toEqual(["each_1_x_1", "each_2_x_1"]);
  expect(session.names.all()).not.toContain("each_1");
});
