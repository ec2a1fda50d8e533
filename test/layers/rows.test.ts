import { readFileSync } from "node:fs";
import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { Layer } from "../../src/layers/layer.ts";

interface Stored {
  readonly rows: readonly Record<string, unknown>[];
  readonly fields: Readonly<Record<string, Readonly<Record<string, number | string | null>>>>;
  /** Positions of the rows, by "FIELD,FIELD ascending". */
  readonly orders: Readonly<Record<string, readonly number[]>>;
}

/** What pandas says: test/fixtures/oracle/describe.py. */
const stored = JSON.parse(readFileSync(new URL("../fixtures/describe.json", import.meta.url), "utf8")) as Stored;
const layer = Layer.from(
  stored.rows.map((row, n) => ({ ...row, n })),
  { name: "rows" },
);
const described = Object.fromEntries(
  layer
    .describe()
    .toRows()
    .map((row) => [row["field"], row]),
) as Record<string, Record<string, unknown>>;

test.each(Object.keys(stored.fields))("%s is described as pandas describes it", (name) => {
  const expected = stored.fields[name]!;
  for (const [what, value] of Object.entries(expected)) {
    const ours = described[name]![what];
    expect([what, rounded(ours)]).toEqual([what, rounded(value)]);
  }
});

test("a field without such values has none", () => {
  const table = Layer.from([{ b: true, l: [1], o: { a: 1 }, big: 2n ** 60n, none: null, bytes: Uint8Array.of(1) }, { o: { a: 1 }, big: 1n }]); // prettier-ignore
  const rows = table.describe();
  expect(rows.isTable).toBe(true);
  expect(rows.name).toBe("table-fields");
  expect(rows.fields.map(({ name }) => name).join()).toBe(
    "field,type,count,nulls,unique,mean,std,min,q1,median,q3,max",
  );
  expect(rows.column("field")).toEqual(["b", "l", "o", "big", "none", "bytes"]);
  expect(rows.column("unique")).toEqual([1, 1, 1, 2, 0, 1]);
  expect(rows.column("nulls")).toEqual([1, 1, 0, 0, 2, 1]);
  expect(rows.column("max")).toEqual([null, null, null, 2n ** 60n, null, null]);
  expect(rows.column("std")[4]).toBeNull();
  expect(Layer.from([]).describe().length).toBe(0);
  expect(
    Layer.from([{ a: 1 }])
      .describe()
      .column("std"),
  ).toEqual([null]);
});

test.each(Object.entries(stored.orders))("sorted by %s, rows stand as pandas puts them", (name, expected) => {
  const [by, direction] = name.split(" ") as [string, string];
  const sorted = layer.sort(by.split(","), { descending: direction === "descending" });
  expect(sorted.column("n")).toEqual(expected);
  expect(sorted.fields).toEqual(layer.fields);
});

test("sorting takes the geometries along, and everything that can be in a field", () => {
  const points = Layer.from([3, 1, 2].map((x) => ({ geometry: pointAt(x), properties: { x } })));
  expect(
    points
      .sort("x")
      .head()
      .map(({ geometry }) => geometry),
  ).toEqual([1, 2, 3].map(pointAt));
  expect(points.hash).not.toBe(points.sort("x").hash);
  const odd = Layer.from([
    { big: 2n ** 60n, l: [2], b: Uint8Array.of(200) },
    { big: -5n, l: [1], b: Uint8Array.of(3) },
  ]);
  for (const field of ["big", "l", "b"]) expect(odd.sort([field]).column("big")).toEqual([-5n, 2n ** 60n]);
  expect(points.sort([]).hash).toBe(points.hash);
});

test.each([
  [() => layer.sort("wole"), /There is no field "wole"\. Did you mean "whole"\?/],
  [() => layer.sort(["text", "text"]), /named twice/],
  [() => layer.column("x"), /There is no field "x"/],
])("%s says what is wrong", (act, message) => {
  expect(act).toThrow(message);
});

test("rows are plain objects, and copies", () => {
  const table = Layer.from([{ a: 1, l: [1] }, { a: 2 }]);
  const rows = table.toRows();
  expect(rows).toEqual([
    { a: 1, l: [1] },
    { a: 2, l: null },
  ]);
  rows[0]!["a"] = 9;
  (rows[0]!["l"] as number[])[0] = 9;
  expect(table.toRows()[0]).toEqual({ a: 1, l: [1] });
  expect(Layer.from(rows.slice(1)).hash).toBe(Layer.from([{ a: 2, l: null }]).hash);
});

function pointAt(x: number): Geometry {
  return { type: "Point", coordinates: [x, 0] };
}

/** To 13 digits: the last ones depend on how it is computed. */
function rounded(value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(13)) : value;
}
