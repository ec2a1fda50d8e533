import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { boundsAcross, joinedAcross, unionAround } from "../../src/geometry/across.ts";
import { featureCentroid } from "../../src/geometry/measures.ts";
import { columnOf, square } from "./columns.ts";

const both = (west: number, east: number): Geometry => ({
  type: "MultiPolygon",
  coordinates: [[square(west, 0, 1)], [square(east, 0, 1)]],
});

test.each([
  ["cut at the antimeridian", both(179, -180), 180],
  ["apart, but nearer across it", both(170, -175), 178],
  ["from 0 to 360 and from -180 to 180", both(185, -178), -176],
  ["points", { type: "MultiPoint", coordinates: [[179, 0], [-177, 0]] } satisfies Geometry, 181], // prettier-ignore
])("parts on both sides are neighbours: %s", (_, shape, x) => {
  const centre = featureCentroid(joinedAcross(columnOf(null, shape), 1, 360)!, 0)!;
  // 178 and 182 are neighbours, and so are -182 and -178
  expect(centre[0] - 360 * Math.round((centre[0] - x) / 360)).toBeCloseTo(x, 9);
});

test.each([
  ["on one side", both(100, 150)],
  ["from 0 to 360", both(178, 181)],
  ["nearer over the meridian of Greenwich", both(-60, 60)],
  ["France with Guiana, Réunion and New Caledonia", { type: "MultiPoint", coordinates: [[-53, 4], [2, 47], [55, -21], [165, -21]] } satisfies Geometry], // prettier-ignore
  ["all around", { type: "MultiPoint", coordinates: [[-170, 0], [-60, 0], [60, 0], [170, 0]] } satisfies Geometry], // prettier-ignore
  ["one part", { type: "Polygon", coordinates: [square(-180, -80, 360)] } satisfies Geometry],
])("others stay as they are: %s", (_, shape) => {
  expect(joinedAcross(columnOf(shape), 0, 360)).toBeUndefined();
  expect(boundsAcross(columnOf(shape), 360)).toBeUndefined();
});

test("bounds go over the antimeridian where that is narrower", () => {
  const fiji: Geometry[] = [
    { type: "Polygon", coordinates: [square(177, -18, 1)] },
    { type: "Point", coordinates: [-179, -16] },
  ];
  expect(boundsAcross(columnOf(...fiji, null), 360)).toEqual([177, -18, 181, -16]);
  expect(boundsAcross(columnOf(both(199, -200)), 400)).toEqual([199, 0, 201, 1]);
});

test.each([
  [
    "on both sides",
    [
      [177, -18, 179, -16],
      [-179, -17, -178, -15],
    ],
    [177, -18, 182, -15],
  ],
  [
    "one of them over it",
    [
      [177, -18, 181, -16],
      [-175, 0, -170, 1],
    ],
    [177, -18, 190, 1],
  ],
  [
    "on one side",
    [
      [10, 0, 11, 1],
      [20, 0, 21, 1],
    ],
    [10, 0, 21, 1],
  ],
  [
    "all around",
    [
      [-170, 0, -160, 1],
      [-60, 0, -50, 1],
      [60, 0, 70, 1],
      [170, 0, 175, 1],
    ],
    [-170, 0, 175, 1],
  ],
  ["none", [], undefined],
] as [string, [number, number, number, number][], unknown][])("the box around boxes: %s", (_, boxes, around) => {
  expect(unionAround(boxes, 360)).toEqual(around);
});
