import fc from "fast-check";
import type { Geometry } from "geojson";
import { afterEach, expect, test } from "vitest";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryEngine } from "../../src/geometry/engine.ts";
import { openEngine } from "../../src/geometry/engines/open-engine.ts";
import { isPlainlyValid } from "../../src/geometry/plain-validity.ts";

const engine: GeometryEngine = await openEngine("geos");
afterEach(() => engine.recycleIfLarge());

function verdicts(geometry: Geometry): { plain: boolean; valid: boolean } {
  const builder = new GeometryBuilder();
  builder.addGeoJson(geometry);
  const column = builder.finish();
  const valid = engine.scope(() => engine.invalidity(engine.read(column, 0)) === undefined);
  return { plain: isPlainlyValid(column, 0), valid };
}

function polygon(...points: [number, number][]): Geometry {
  return { type: "Polygon", coordinates: [[...points, points[0]!]] };
}

test("what it calls valid is valid for GEOS too, also where points coincide and lines touch", () => {
  const grid = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(fc.array(grid, { minLength: 3, maxLength: 9 }), (points) => {
      const { plain, valid } = verdicts(polygon(...points));
      expect(plain && !valid).toBe(false);
    }),
    { numRuns: 3000 },
  );
});

test.each<[string, Geometry, boolean]>([
  ["a triangle", polygon([0, 0], [4, 0], [0, 3]), true],
  ["a concave polygon", polygon([0, 0], [4, 0], [4, 4], [2, 1], [0, 4]), true],
  ["a bow-tie", polygon([0, 0], [4, 4], [4, 0], [0, 4]), false],
  ["a spike", polygon([0, 0], [4, 0], [2, 0], [2, 3]), false],
  ["a ring that touches itself", polygon([0, 0], [4, 0], [4, 4], [2, 0], [0, 4]), false],
  ["a straight-on vertex: left to the engine", polygon([0, 0], [2, 0], [4, 0], [0, 3]), false],
  [
    "points",
    {
      type: "MultiPoint",
      coordinates: [
        [0, 0],
        [0, 0],
      ],
    },
    true,
  ],
  [
    "a hole: left to the engine",
    {
      type: "Polygon",
      coordinates: [
        [
          [0, 0],
          [9, 0],
          [9, 9],
          [0, 0],
        ],
        [
          [5, 2],
          [6, 2],
          [6, 3],
          [5, 2],
        ],
      ],
    },
    false,
  ],
])("%s", (_, geometry, plain) => {
  expect(verdicts(geometry).plain).toBe(plain);
});
