import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { concatColumns, sliceColumn, takeColumn } from "../../src/geometry/append.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import { hashColumn } from "../../src/geometry/hash.ts";
import { columnOf, everyKind, geometriesOf } from "./columns.ts";

const column = columnOf(...everyKind);

test("slices put together again are the column, whatever the cuts", () => {
  for (let cut = 0; cut <= column.length; cut++) {
    const parts = [sliceColumn(column, 0, cut), sliceColumn(column, cut, column.length)];
    expect(parts.flatMap(geometriesOf)).toEqual(everyKind);
    expect(concatColumns(parts)).toEqual(column);
  }
});

test("take follows the indices, repeated and out of order", () => {
  const indices = [14, 3, 4, 5, 5, 0];
  expect(geometriesOf(takeColumn(column, indices))).toEqual(indices.map((index) => everyKind[index]));
});

test("of no columns and no features there is an empty column", () => {
  for (const empty of [concatColumns([]), takeColumn(column, []), sliceColumn(column, 3, 3)]) {
    expect(geometriesOf(empty)).toEqual([]);
    expect(empty).toEqual(columnOf());
  }
});

test("the hash depends on the content alone", () => {
  const built = columnOf({ type: "Point", coordinates: [0, 5] }, ...everyKind);
  const sliced = sliceColumn(concatColumns([column, built]), column.length, column.length + built.length);
  const negativeZero = { ...built, xy: Float64Array.from(built.xy, (value) => (value === 0 ? -0 : value)) };
  expect(hex(sliced)).toBe(hex(built));
  expect(hex(negativeZero)).toBe(hex(built));
  expect(hex(columnOf({ type: "Point", coordinates: [0, 5] }))).toBe(
    "0fe3cd136f813c884b51cc4debe50225744e67204324859409c74bbb4d22f484",
  );
});

test("the hash tells apart kinds, orders and structures of the same vertices", () => {
  const line = [[0, 0], [1, 1], [2, 0], [0, 0]]; // prettier-ignore
  const columns = [
    columnOf({ type: "LineString", coordinates: line }),
    columnOf({ type: "Polygon", coordinates: [line] }),
    columnOf({ type: "MultiPolygon", coordinates: [[line]] }),
    columnOf({ type: "MultiPoint", coordinates: line }),
    columnOf({ type: "LineString", coordinates: line.toReversed().with(0, [0, 1e-300]) }),
    columnOf({ type: "LineString", coordinates: line }, null),
    columnOf(null, { type: "LineString", coordinates: line }),
  ];
  expect(new Set(columns.map(hex)).size).toBe(columns.length);
});

function hex(geometry: GeometryColumn): string {
  const hash = createHash("sha256");
  hashColumn(geometry, hash);
  return hash.digest("hex");
}
