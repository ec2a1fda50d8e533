import { expect, test } from "vitest";
import type { Geometry } from "geojson";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { Kind } from "../../src/geometry/column.ts";
import { columnOf, everyKind, geometriesOf, square } from "./columns.ts";

test("every kind of GeoJSON comes back as it went in, from shared memory", () => {
  const column = columnOf(...everyKind);
  expect(geometriesOf(column)).toEqual(everyKind);
  for (const array of Object.values(column).filter((value) => typeof value === "object")) {
    expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(array.buffer.byteLength).toBe(array.byteLength);
  }
});

test("addFrom copies features of every kind between columns", () => {
  const source = columnOf(...everyKind);
  const builder = new GeometryBuilder(1);
  for (let i = source.length - 1; i >= 0; i--) builder.addFrom(source, i);
  expect(geometriesOf(builder.finish())).toEqual(everyKind.toReversed());
});

test("rings of polygons are closed, whoever writes them", () => {
  const builder = new GeometryBuilder();
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  builder.addVertices(Float64Array.of(9, 9, 0, 0, 1, 0, 1, 1, 9, 9), 1, 4);
  builder.beginRing();
  builder.addVertex(5, 5);
  builder.addVertex(6, 6);
  builder.endFeature();
  expect(geometriesOf(builder.finish())).toEqual([
    {
      type: "Polygon",
      coordinates: [
        [[0, 0], [1, 0], [1, 1], [0, 0]],
        [[5, 5], [6, 6], [5, 5]],
      ],
    },
  ]); // prettier-ignore
});

test("empty members vanish, as do fourth ordinates, and members of nested collections become parts", () => {
  const geometries = [
    { type: "MultiPolygon", coordinates: [[], [[]], [square(0, 0, 1), []]] },
    { type: "Point", coordinates: [-0, 2, 300, 4] },
    {
      type: "GeometryCollection",
      geometries: [
        { type: "GeometryCollection", geometries: [{ type: "MultiPoint", coordinates: [[1, 1], [], [2, 2]] }] },
        { type: "LineString", coordinates: [] },
      ],
    },
  ] as Geometry[];
  expect(geometriesOf(columnOf(...geometries))).toEqual([
    { type: "MultiPolygon", coordinates: [[square(0, 0, 1)]] },
    { type: "Point", coordinates: [0, 2, 300] },
    {
      type: "GeometryCollection",
      geometries: [
        { type: "Point", coordinates: [1, 1] },
        { type: "Point", coordinates: [2, 2] },
      ],
    },
  ]);
});

test.each<[unknown, string]>([
  [undefined, "missing without a type"],
  [{ type: "Feature", geometry: null }, "Give the feature's geometry"],
  [{ type: "Circle", coordinates: [0, 0] }, 'of type "Circle"'],
  [{ type: "Null" }, 'of type "Null"'],
  [{ type: "Point" }, "The coordinates of a Point are missing; expected an array"],
  [{ type: "Point", coordinates: ["1", 2] }, 'A position is ["1",2]; expected [x, y] with two finite numbers'],
  [{ type: "LineString", coordinates: [[0, 0], [0, Number.NaN]] }, "A position is [0,NaN]"], // prettier-ignore
  [{ type: "Polygon", coordinates: [7] }, "A ring of a polygon is 7; expected an array"],
  [{ type: "GeometryCollection", geometries: [5] }, "A geometry is 5 without a type"],
])("%j is refused and leaves the builder as it was", (geometry, message) => {
  const builder = new GeometryBuilder();
  builder.addGeoJson({ type: "Point", coordinates: [1, 1] });
  expect(() => builder.addGeoJson(geometry as Geometry)).toThrow(expect.objectContaining({ code: "INVALID_GEOMETRY" }));
  expect(() => builder.addGeoJson(geometry as Geometry)).toThrow(message);
  builder.addGeoJson({ type: "Point", coordinates: [2, 2] });
  expect(geometriesOf(builder.finish())).toEqual([
    { type: "Point", coordinates: [1, 1] },
    { type: "Point", coordinates: [2, 2] },
  ]);
});
