import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JoinOptions } from "../../src/layers/joined-table.ts";
import { Layer } from "../../src/layers/layer.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];
/** What pandas says: test/fixtures/oracle/sentences.py. */
const stored = JSON.parse(readFileSync(new URL("../fixtures/sentences.json", import.meta.url), "utf8")) as Readonly<
  Record<string, Rows>
> & { readonly groups: Readonly<Record<string, Rows>> };
const towns = Layer.from(stored["rows"] as object[], { name: "towns" });
const lands = Layer.from(stored["lands"] as object[], { name: "lands" });
const density = (f: { properties: Record<string, unknown> }): number | null =>
  f.properties["pop"] === null || f.properties["area"] === null
    ? null
    : (f.properties["pop"] as number) / (f.properties["area"] as number);

const by = (f: { properties: Record<string, unknown> }): unknown => f.properties["Pop"];

function rounded(rows: Iterable<object>): unknown {
  return Array.from(rows, (row) =>
    Object.values(row).map((value: unknown) => (typeof value === "number" ? Number(value.toPrecision(12)) : value)),
  );
}

describe("groups", () => {
  test.each(Object.entries(stored.groups))("%s of each group is that of pandas", (aggregate, expected) => {
    const made = towns.groupBy("land").aggregate({ pop: aggregate, area: aggregate });
    expect(made.fields.map(({ name }) => name)).toEqual(["land", "pop", "area"]);
    expect(rounded(made.toRows())).toEqual(rounded(expected));
    expect(made.isTable).toBe(true);
  });

  test("are made by several fields, or by what a function says", () => {
    const two = towns.groupBy(["land", "zone"]).aggregate({ pop: "sum" });
    expect(rounded(two.toRows())).toEqual(rounded(stored["two"]!));
    const byLength = towns.groupBy((f) => (f.properties["name"] as string).length).aggregate({ pop: "sum" });
    expect(byLength.toRows()).toEqual(stored["by function"]);
  });

  test("count rows, join texts, and take other names", () => {
    const made = towns.groupBy("zone").aggregate({ n: "count", towns: "join(name)", largest: "max(pop)" });
    expect(made.toRows()).toEqual([
      { zone: 1, n: 5, towns: "Ayr,Bonn,Essen,Fulda,Hull", largest: 579 },
      { zone: 2, n: 3, towns: "Cork,Deal,Genk", largest: 224 },
    ]);
  });
});

const own = (f: { properties: Record<string, unknown> }): unknown => `of ${String(f.properties["land"])}`;
const theirs = (f: { properties: Record<string, unknown> }): unknown => `of ${String(f.properties["iso"])}`;
const sum = (rows: readonly { properties: Record<string, unknown> }[]): number =>
  rows.reduce((all, { properties }) => all + ((properties["pop"] as number | null) ?? 0), 0);

test("functions of a group's rows see them as they are, in their order, and say one value of each group", () => {
  const made = towns.groupBy("zone").aggregate({ pop: "sum", mine: sum, ids: (rows) => rows.map(({ id }) => id) });
  expect(made.column("mine")).toEqual(made.column("pop"));
  const positions = (zone: number): number[] =>
    [...towns].flatMap(({ id, properties }) => (properties["zone"] === zone ? [id] : []));
  expect(made.column("ids")).toEqual(made.column("zone").map((zone) => positions(zone as number)));
  expect(
    towns
      .groupBy("zone")
      .aggregate({ none: () => undefined })
      .column("none"),
  ).toEqual([null, null]);
});

test("functions say by what rows are joined, for both or for each of them", () => {
  const wanted = towns.join(lands, { on: { land: "iso" }, fields: ["continent"] }).column("continent");
  const joined = (on: JoinOptions["on"]): unknown =>
    towns.join(lands, { on, fields: ["continent"] }).column("continent");
  expect(joined([own, theirs])).toEqual(wanted);
  expect(joined(["land", (f) => f.properties["iso"]])).toEqual(wanted);
  expect(joined(["land", "iso"])).toEqual(wanted);
  expect(towns.join(towns, { on: own, fields: ["zone"], prefix: "same_" }).length).toBe(towns.length);
});

const pick = (layer: Layer): unknown =>
  layer.select(["name", "continent", "name_2"]).toRows().map((row) => Object.values(row)); // prettier-ignore

describe("joins", () => {
  test.each([
    ["left", {}],
    ["inner", { how: "inner" }],
    ["many", { how: "inner", many: true }],
  ] as const)("%s gives the rows of pandas", (name, options) => {
    const joined = towns.join(lands, { on: { land: "iso" }, ...options });
    expect(pick(joined)).toEqual(stored[name]!.map((row) => Object.values(row)));
  });

  test("copy the fields that are named, under a prefix, and keep geometry and CRS", () => {
    const places = Layer.from([{ geometry: { type: "Point", coordinates: [1, 2] }, properties: { land: "DE" } }], { crs: "EPSG:3857" }); // prettier-ignore
    const joined = places.join(lands, { on: { land: "iso" }, fields: ["name"], prefix: "of_" });
    expect(joined.toGeoJSON().features[0]).toMatchObject({
      geometry: { type: "Point", coordinates: [1, 2] },
      properties: { land: "DE", of_name: "Germany" },
    });
    expect(joined.crs).toBe("EPSG:3857");
    expect(towns.join(towns.select(["land", "pop"]), "land").fields.at(-1)).toEqual({ name: "pop_2", type: "integer" });
  });
});

test("a new column, rows by a condition, and an order by a function are those of pandas", () => {
  expect(rounded(towns.calculate("density", density).select(["density"]).toRows())).toEqual(rounded(stored["density"]!)); // prettier-ignore
  expect(towns.filter((f) => (f.properties["pop"] as number) > 60).column("name")).toEqual(stored["large"]!.map((row) => row["name"])); // prettier-ignore
  expect(towns.sort(density, "desc").column("name")).toEqual(stored["by density"]!.map((row) => row["name"]));
  expect(towns.sort("pop", "desc").column("pop")).toEqual([579, 330, 267, 224, 66, 46, 30, null]);
});

test("calculating a field that is there replaces it where it stands", () => {
  const made = towns.calculate("pop", (f, index) => `${String(f.properties["name"])} ${index}`);
  expect(made.fields.map(({ name, type }) => `${name} ${type}`)).toEqual(["name string", "land string", "pop string", "area number", "zone integer"]); // prettier-ignore
  expect(made.column("pop")[1]).toBe("Bonn 1");
  expect(towns.column("pop")[1]).toBe(330);
});

describe("a feature that a function gets", () => {
  const square = Layer.from({ type: "Polygon", coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] }); // prettier-ignore

  test("has its geometry, and can be spread, printed and changed", () => {
    const seen: object[] = [];
    square.filter((f, index) => {
      f.properties["mine"] = index;
      return seen.push({ ...f, properties: { ...f.properties } }) > 0;
    });
    expect(seen).toEqual([{ ...square.head(1)[0], properties: { mine: 0 } }]);
  });

  test("answers what everybody asks of an object, and a field called __proto__", () => {
    const odd = Layer.from([{ ["__proto__"]: 5, toString: "x" }].map((row) => ({ geometry: null, properties: row })));
    odd.filter(({ properties }) => {
      expect(JSON.stringify(properties)).toBe('{"__proto__":5,"toString":"x"}');
      expect(typeof properties["hasOwnProperty"]).toBe("function");
      expect(`then` in properties).toBe(false);
      expect(structuredClone(properties)).toEqual(properties);
      return true;
    });
  });
});

test.each<readonly [string, () => unknown, RegExp]>([
  ["a field that is none in a filter", () => towns.filter((f) => (f.properties["popp"] as number) > 1), /no field "popp"\. Did you mean "pop"\? Fields: name, land/], // prettier-ignore
  [
    "in a calculation",
    () => towns.calculate("x", (f) => f.properties["aera"]),
    /no field "aera"\. Did you mean "area"/,
  ],
  ["in an order", () => towns.sort(by, "asc"), /no field "Pop"\. Did you mean "pop"/],
  ["in groups", () => towns.groupBy("lnd"), /no field "lnd"\. Did you mean "land"/],
  ["in groups by a function", () => towns.groupBy((f) => f.properties["lnd"]), /Did you mean "land"/],
  ["in an aggregate", () => towns.groupBy("land").aggregate({ popp: "sum" }), /no field "popp"\. Did you mean "pop"/],
  ["in a join", () => towns.join(lands, "iso"), /no field "iso"/],
  ["in an aggregate of a function", () => towns.groupBy("land").aggregate({ x: ([f]) => f!.properties["popp"] }), /no field "popp"\. Did you mean "pop"/], // prettier-ignore
  ["in a join by functions", () => towns.join(lands, { on: (f) => f.properties["contnent"] }), /no field "contnent"/],
  ["an aggregate that is promised", () => towns.groupBy("land").aggregate({ x: async () => 1 }), /returned a promise/],
  ["a join by three", () => towns.join(lands, { on: ["a", "b", "c"] as never }), /expected the field that both have/],
  ["an aggregate that is none", () => towns.groupBy("land").aggregate({ pop: "summ" }), /Did you mean "sum"/],
  ["the group as an aggregate", () => towns.groupBy("land").aggregate({ land: "count" }), /makes the groups already/],
  ["a join on nothing", () => towns.join(lands, {} as never), /join: on is missing; expected the field that both have/],
  ["a join of no layer", () => towns.join([] as never, "land"), /join takes a layer or table/],
  ["another order", () => towns.sort("pop", "down" as never), /expected "asc" or "desc"/],
  ["an expression", () => towns.filter("pop > 5" as never), /takes a function .* An expression is for geo\.filter/],
  ["a promise", () => towns.calculate("x", async () => 1), /calculate's function returned a promise/],
])("%s is refused", (_, act, message) => {
  expect(act).toThrow(message);
});
