import type { Geometry, Position } from "geojson";
import fc from "fast-check";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";
import { geometryAt } from "../../src/geometry/geojson.ts";

export function columnOf(...geometries: readonly (Geometry | null)[]): GeometryColumn {
  const builder = new GeometryBuilder();
  for (const geometry of geometries) builder.addGeoJson(geometry);
  return builder.finish();
}

export function geometriesOf(column: GeometryColumn): (Geometry | null)[] {
  return Array.from({ length: column.length }, (_, i) => geometryAt(column, i));
}

export const square = (x: number, y: number, side: number): Position[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
];

/** One of every kind, empty ones and null: what every reader, writer and engine must take. */
export const everyKind: readonly (Geometry | null)[] = [
  { type: "Point", coordinates: [1, 2] },
  { type: "LineString", coordinates: [[0, 0], [3, 4], [3, 5]] }, // prettier-ignore
  { type: "Polygon", coordinates: [square(0, 0, 10), square(2, 2, 3)] },
  { type: "MultiPoint", coordinates: [[1, 1], [2, 2]] }, // prettier-ignore
  { type: "MultiLineString", coordinates: [[[0, 0], [1, 1]], [[5, 5], [6, 7], [8, 8]]] }, // prettier-ignore
  { type: "MultiPolygon", coordinates: [[square(0, 0, 1)], [square(5, 5, 4), square(6, 6, 1)]] },
  {
    type: "GeometryCollection",
    geometries: [
      { type: "Point", coordinates: [9, 9] },
      { type: "LineString", coordinates: [[0, 0], [1, 0]] }, // prettier-ignore
      { type: "Polygon", coordinates: [square(20, 20, 2), square(20.5, 20.5, 1)] },
    ],
  },
  { type: "Point", coordinates: [] },
  { type: "LineString", coordinates: [] },
  { type: "Polygon", coordinates: [] },
  { type: "MultiPoint", coordinates: [] },
  { type: "MultiLineString", coordinates: [] },
  { type: "MultiPolygon", coordinates: [] },
  { type: "GeometryCollection", geometries: [] },
  null,
];

/** A valid polygon around a centre: radii that vary with the angle, so often far from convex. */
export function star(center: readonly [number, number], radii: readonly number[]): Geometry {
  const ring = radii.map((radius, i) => {
    const angle = (2 * Math.PI * i) / radii.length;
    return [center[0] + radius * Math.cos(angle), center[1] + radius * Math.sin(angle)];
  });
  return { type: "Polygon", coordinates: [[...ring, ring[0]!]] };
}

/** Stars of radius 2 to 10 around centres of -20 to 20: two of them often overlap. */
export const stars: fc.Arbitrary<Geometry> = fc
  .record({
    x: fc.double({ min: -20, max: 20, noNaN: true }),
    y: fc.double({ min: -20, max: 20, noNaN: true }),
    radii: fc.array(fc.double({ min: 2, max: 10, noNaN: true }), { minLength: 3, maxLength: 24 }),
  })
  .map(({ x, y, radii }) => star([x, y], radii));
