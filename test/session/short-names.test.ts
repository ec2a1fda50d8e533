import type { Polygon } from "geojson";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";
import { makeGeo } from "../../src/session/geo.ts";
import { Session } from "../../src/session/session.ts";
import type { Task } from "../../src/tasks/task.ts";

type Call = (...given: readonly unknown[]) => Task<Layer>;
const logOf = (task: Task<Layer>): readonly string[] => task.logs.map(({ text }) => text);

type Given = { readonly id: number; readonly properties: Record<string, number>; readonly geometry: { readonly coordinates: number[][][] } }; // prettier-ignore

let session: Session;
let geo: Readonly<Record<string, Call>>;
const lands = Layer.from(
  [
    { iso: "A", name: "Aland", continent: "North", pop: 10, area: 4 },
    { iso: "B", name: "Bland", continent: "North", pop: 30, area: 3 },
    { iso: "C", name: "Cland", continent: "South", pop: 20, area: 5 },
    { iso: "D", name: "Dland", continent: "South", pop: null, area: 2 },
  ].map((properties, x) => ({ geometry: square(x), properties })),
  { crs: "EPSG:3857", name: "lands" },
);
const spots = Layer.from(
  [0, 1, 2].map((x) => ({
    geometry: { type: "Point" as const, coordinates: [x + 0.5, 0.5] },
    properties: { of: "ABC"[x] },
  })),
  { crs: "EPSG:3857", name: "spots" },
);

function square(x: number): Polygon {
  return { type: "Polygon", coordinates: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]] }; // prettier-ignore
}

beforeAll(() => {
  session = new Session({ workerUrl: new URL("../../dist/test/worker.js", import.meta.url), lanes: 2 });
  geo = makeGeo(session) as unknown as typeof geo;
});
afterAll(() => session.close());

test("each is what it stands for, in provenance and bits", async () => {
  const [short, long] = [
    await geo["filter"]!(lands, "pop > 15"),
    await geo["extractByExpression"]!(lands, { expression: "pop > 15" }),
  ];
  expect(short.hash).toBe(long.hash);
  expect(short.provenance).toEqual(long.provenance);
  const sorted = await geo["sort"]!(lands, { by: "pop", descending: true });
  expect(sorted.column("iso")).toEqual(["B", "C", "A", "D"]);
  const on = await geo["join"]!(spots, { join: lands, on: "of=iso", joinFields: ["pop"] });
  expect(on.column("pop")).toEqual([10, 30, 20]);
  const within = await geo["join"]!(spots, { join: lands, predicate: "within", joinFields: ["name"] });
  expect(within.column("name")).toEqual(["Aland", "Bland", "Cland"]);
});

test("a new field has the type of what the expression gives", async () => {
  const types = await Promise.all(
    ["pop + 1", "pop / area", "upper(name)", "pop > 15"].map(async (expression) =>
      (await geo["calculate"]!(lands, { field: "x", expression })).fields.at(-1),
    ),
  );
  expect(types.map((field) => field?.type)).toEqual(["integer", "number", "string", "boolean"]);
});

test("a function takes the place of an expression, and runs in a worker", async () => {
  const filtered = await geo["filter"]!(lands, (f: Given) => f.properties["pop"]! > 15 && !("document" in globalThis));
  expect(filtered.column("iso")).toEqual(["B", "C"]);
  const dense = await geo["calculate"]!(lands, { field: "id", expression: (f: Given, index: number) => [f.id, index].join() }); // prettier-ignore
  expect(dense.column("id")).toEqual(["0,0", "1,1", "2,2", "3,3"]);
  const sorted = await geo["sort"]!(lands, (f: Given) => f.geometry.coordinates[0]![0]![0], { descending: true });
  expect(sorted.column("iso")).toEqual(["D", "C", "B", "A"]);
});

test("a function's chunks have the places they have in the whole, and nothing is still a layer", async () => {
  const many = Layer.from(Array.from({ length: 20_000 }, (_, n) => ({ n })), { name: "many" }); // prettier-ignore
  const made = await geo["calculate"]!(many, { field: "same", expression: (f: Given, i: number) => f.id === i && f.properties["n"] === i }); // prettier-ignore
  expect(new Set(made.column("same"))).toEqual(new Set([true]));
  const none = await geo["filter"]!(many, () => false);
  expect([none.length, none.fields]).toEqual([0, many.fields]);
  expect((await geo["filter"]!(none, () => true)).length).toBe(0);
});

test("what a function leaves is the rest, in the layer's order", async () => {
  const many = Layer.from(Array.from({ length: 20_000 }, (_, n) => ({ n })), { name: "many" }); // prettier-ignore
  const third = (await geo["filter"]!(many, (f: Given) => f.properties["n"]! % 3 === 0, { restAs: "others" })) as Layer & { readonly rest: Layer }; // prettier-ignore
  expect([third.length, third.rest.length, third.rest.column("n").slice(0, 4)]).toEqual([6667, 13333, [1, 2, 4, 5]]);
  await session.names.task("others");
  expect(session.names.layer("others")).toBe(third.rest);
  expect([third.provenance.output, third.rest.provenance.output]).toEqual([undefined, "rest"]);
});

test.each<readonly [string, () => unknown, RegExp]>([
  ["a field that is none in a function", () => geo["filter"]!(lands, (f: Given) => f.properties["popp"]! > 1), /no field "popp"\. Did you mean "pop"/], // prettier-ignore
  ["in an expression", async () => geo["filter"]!(lands, "popp > 1"), /filter: expression is wrong: .*"popp"/],
  ["a variable of the notebook", async () => geo["filter"]!(lands, () => session === undefined), /"session"/],
  ["a join by nothing", async () => geo["join"]!(spots, { join: lands }), /join needs --on FIELD, or --predicate/],
  ["a join by both", async () => geo["join"]!(spots, { join: lands, on: "of", predicate: "within" }), /has both/],
  ["no list where a function is", async () => geo["sort"]!(lands, ["pop"]), /sort: by is .*expected an expression/],
])("%s is refused", async (_, act, message) => {
  await expect(Promise.resolve().then(act)).rejects.toThrow(message);
});

test("grouping takes fields and short aggregates, and puts the fields first", async () => {
  const table = await geo["aggregate"]!(lands, { by: "continent", aggregates: "pop=sum,names=join(name),n=count" });
  expect(table.toRows()).toEqual([
    { continent: "North", pop: 40, names: "Aland,Bland", n: 2 },
    { continent: "South", pop: 20, names: "Cland,Dland", n: 2 },
  ]);
  expect(table.geometryType).toBe("MultiPolygon");
});

test("dissolving aggregates where it is told to, and says of which fields it keeps the first values", async () => {
  const task = geo["dissolve"]!(lands, { field: "continent", aggregates: { pop: "sum", name: "join", n: "count" } });
  const made = await task;
  expect(made.toRows()).toEqual([
    { iso: "A", name: "Aland,Bland", continent: "North", pop: 40, area: 4, n: 2 },
    { iso: "C", name: "Cland,Dland", continent: "South", pop: 20, area: 5, n: 2 },
  ]);
  expect(made.fields.map(({ name }) => name)).toEqual(["iso", "name", "continent", "pop", "area", "n"]);
  expect(logOf(task)).toEqual(["Of each group's first feature: iso, area. For something else: --aggregates iso=sum"]);
  const all = geo["dissolve"]!(lands.select(["continent"]), { field: "continent" });
  await all;
  expect(logOf(all)).toEqual([]);
});
