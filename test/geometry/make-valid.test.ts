import fc from "fast-check";
import type { Geometry, Position } from "geojson";
import { expect, test } from "vitest";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { square } from "./columns.ts";
import { ask, engines, run } from "./engines.ts";

const polygon = (...coordinates: Position[][]): Geometry => ({ type: "Polygon", coordinates });
const polygons = (...coordinates: Position[][][]): Geometry => ({ type: "MultiPolygon", coordinates });

const repaired = (engine: GeometryEngine, geometry: Geometry): [string | undefined, number] => {
  const made = run(engine, (g) => engine.makeValid(g), geometry);
  return [made.geometry?.type, made.area];
};

test.each<[string, Geometry, string, number]>([
  ["a valid polygon stays", polygon(square(0, 0, 4), square(1, 1, 1)), "Polygon", 15],
  ["a bow-tie", polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]), "MultiPolygon", 2], // prettier-ignore
  ["a ring that touches itself", polygon([[0, 0], [4, 0], [4, 4], [2, 0], [0, 4], [0, 0]]), "MultiPolygon", 8], // prettier-ignore
  ["overlapping parts: even-odd", polygons([square(0, 0, 4)], [square(2, 2, 4)]), "MultiPolygon", 24],
  ["the same part twice", polygons([square(0, 0, 4)], [square(0, 0, 4)]), "Polygon", 16],
  ["a part in a part", polygons([square(0, 0, 4)], [square(1, 1, 1)]), "Polygon", 15],
  ["parts that share an edge", polygons([square(0, 0, 1)], [square(1, 0, 1)]), "GeometryCollection", 2],
  ["a hole outside", polygon(square(0, 0, 1), square(5, 5, 1)), "MultiPolygon", 2],
  ["a hole that sticks out", polygon(square(0, 0, 4), square(2, 1, 4)), "MultiPolygon", 16 - 6 + 10],
  ["a hole in a hole", polygon(square(0, 0, 8), square(1, 1, 6), square(2, 2, 2)), "MultiPolygon", 64 - 36 + 4],
  ["a hole as large as its shell", polygon(square(0, 0, 4), square(0, 0, 4)), "Polygon", 16],
  ["a spike", polygon([[0, 0], [4, 0], [4, 4], [2, 4], [2, 6], [2, 4], [0, 4], [0, 0]]), "GeometryCollection", 16], // prettier-ignore
  ["a polygon without area", polygon([[0, 0], [1, 0], [1, 0], [0, 0]]), "LineString", 0], // prettier-ignore
  ["a polygon without extent", polygon([[1, 1], [1, 1], [1, 1], [1, 1]]), "Point", 0], // prettier-ignore
  ["a line without extent", { type: "LineString", coordinates: [[1, 1], [1, 1]] }, "Point", 0], // prettier-ignore
  [
    "a collection, member by member",
    { type: "GeometryCollection", geometries: [polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]), { type: "Point", coordinates: [1, 1] }] }, // prettier-ignore
    "GeometryCollection",
    2,
  ],
])("%s", (_, geometry, type, area) => {
  for (const engine of engines) expect([engine.name, ...repaired(engine, geometry)]).toEqual([engine.name, type, area]);
});

test("both engines repair any rings to the same valid area", () => {
  // whole numbers make edges that overlap and cross in one point; other numbers make many crossings
  const anyRing = fc.oneof(
    rings(fc.integer({ min: 0, max: 6 })),
    rings(fc.integer({ min: 0, max: 6000 }).map((n) => n / 977)),
  );
  const shapes = fc.array(fc.array(anyRing, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(shapes, (coordinates) => {
      const geometry = polygons(...coordinates);
      const [[, expected], [, area]] = engines.map((engine) => repaired(engine, geometry)) as [[string, number], [string, number]]; // prettier-ignore
      expect(Math.abs(area - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, expected));
      for (const engine of engines) {
        expect(ask(engine, (g) => engine.invalidity(engine.makeValid(g)), geometry)).toBeUndefined();
      }
    }),
    { numRuns: 60 },
  );
});

function rings(position: fc.Arbitrary<number>): fc.Arbitrary<Position[]> {
  return fc.array(fc.tuple(position, position), { minLength: 3, maxLength: 8 }).map((ring) => ring.concat([ring[0]!]));
}
