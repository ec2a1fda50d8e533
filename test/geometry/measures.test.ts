import { expect, test } from "vitest";
import type { Geometry } from "geojson";
import { boundsAt, boundsOf, featureBounds } from "../../src/geometry/bounds.ts";
import { columnType } from "../../src/geometry/kind.ts";
import { featureArea, featureCentroid, featureLength, featureVertices } from "../../src/geometry/measures.ts";
import { columnOf, everyKind, square } from "./columns.ts";

const polygonWithHole: Geometry = { type: "Polygon", coordinates: [square(0, 0, 10), square(2, 2, 2)] };

test("areas are shells less holes, lengths include the holes' rings", () => {
  const column = columnOf(...everyKind);
  const all = Array.from({ length: column.length }, (_, i) => [
    featureArea(column, i),
    featureLength(column, i),
    featureVertices(column, i),
  ]);
  expect(all.slice(0, 7)).toEqual([
    [0, 0, 1],
    [0, 6, 3],
    [91, 52, 10],
    [0, 0, 2],
    [0, Math.sqrt(2) + Math.sqrt(5) + Math.sqrt(5), 5],
    [16, 24, 15],
    [3, 13, 13],
  ]);
  expect(all.slice(7)).toEqual(Array.from({ length: 8 }, () => [0, 0, 0]));
});

test("winding does not change areas, and far-off coordinates keep theirs", () => {
  const reversed: Geometry = { type: "Polygon", coordinates: [square(0, 0, 10).toReversed(), square(2, 2, 2)] };
  const far: Geometry = { type: "Polygon", coordinates: [square(5e6, 5e6, 0.5)] };
  const column = columnOf(reversed, far);
  expect(featureArea(column, 0)).toBe(96);
  expect(featureArea(column, 1)).toBe(0.25);
});

test.each<[string, Geometry, [number, number] | undefined]>([
  ["a point", { type: "Point", coordinates: [3, 4] }, [3, 4]],
  ["points: their mean", { type: "MultiPoint", coordinates: [[0, 0], [4, 0], [5, 3]] }, [3, 1]], // prettier-ignore
  ["lines: by length", { type: "LineString", coordinates: [[0, 0], [10, 0], [10, 30]] }, [8.75, 11.25]], // prettier-ignore
  ["a polygon with a hole", polygonWithHole, [488 / 96, 488 / 96]],
  ["two polygons: by area", { type: "MultiPolygon", coordinates: [[square(0, 0, 2)], [square(10, 0, 4)]] }, [9.8, 1.8]],
  [
    "the highest dimension only",
    { type: "GeometryCollection", geometries: everyKind.slice(0, 3) as Geometry[] },
    [(500 - 9 * 3.5) / 91, (500 - 9 * 3.5) / 91],
  ],
  ["a polygon without area: its line", { type: "Polygon", coordinates: [[[0, 0], [4, 0], [0, 0]]] }, [2, 0]], // prettier-ignore
  ["a line without length: its point", { type: "LineString", coordinates: [[2, 3], [2, 3]] }, [2, 3]], // prettier-ignore
  ["an empty polygon", { type: "Polygon", coordinates: [] }, undefined],
])("centroid of %s", (_, geometry, expected) => {
  const centroid = featureCentroid(columnOf(geometry), 0);
  expect(centroid).toEqual(expected?.map((value) => expect.closeTo(value, 12)));
});

test("bounds cover all; a feature without vertices has none", () => {
  const column = columnOf(...everyKind);
  expect(boundsOf(column)).toEqual([0, 0, 22, 22]);
  const boxes = featureBounds(column);
  expect(boundsAt(boxes, 1)).toEqual([0, 0, 3, 5]);
  expect(boundsAt(boxes, 5)).toEqual([0, 0, 9, 9]);
  expect(boundsAt(boxes, 14)).toBeUndefined();
  expect(boundsOf(columnOf(null))).toBeUndefined();
});

test("coordinates that are NaN do not count for the bounds", () => {
  const column = { ...columnOf({ type: "MultiPoint", coordinates: [[0, 0], [1, 2], [5, 5]] }) }; // prettier-ignore
  expect(boundsOf({ ...column, xy: Float64Array.of(Number.NaN, Number.NaN, 1, 2, 5, 5) })).toEqual([1, 2, 5, 5]);
});

test.each<[string, readonly (Geometry | null)[]]>([
  ["No geometry", [null, null]],
  ["No geometry", []],
  ["Point", [everyKind[0]!, null]],
  ["MultiPolygon", [everyKind[2]!, everyKind[5]!]],
  ["MultiLineString", [everyKind[4]!, everyKind[1]!]],
  ["GeometryCollection", [everyKind[6]!]],
  ["Geometry", [everyKind[0]!, everyKind[1]!]],
  ["Geometry", [everyKind[2]!, everyKind[6]!]],
])("a layer's type is %s", (type, geometries) => {
  expect(columnType(columnOf(...geometries))).toBe(type);
});
