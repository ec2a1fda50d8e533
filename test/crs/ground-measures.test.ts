import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { groundArea, groundLength } from "../../src/crs/ground-measures.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";

interface Measured {
  readonly crs: string;
  readonly title: string;
  readonly ring: [number, number][];
  readonly area: number;
  readonly perimeter: number;
}

/** By pyproj: fixtures/oracle/ground-measures.py. */
const measured = JSON.parse(
  readFileSync(new URL("../fixtures/crs/ground-measures.json", import.meta.url), "utf8"),
) as Measured[];

function polygon(...rings: [number, number][][]): GeometryColumn {
  const builder = new GeometryBuilder();
  builder.addGeoJson({ type: "Polygon", coordinates: rings });
  return builder.finish();
}

describe("on the ellipsoid, as PROJ measures", () => {
  test.each(measured)("$crs: $title", ({ crs, ring, area, perimeter }) => {
    const column = polygon(ring);
    // of small ones some square millimetres are lost, in both
    const within = Math.max(1e-5, area * 1e-12);
    expect(Math.abs(groundArea(column, 0, parseCrsId(crs)) - area)).toBeLessThan(within);
    expect(groundLength(column, 0, parseCrsId(crs)) / perimeter).toBeCloseTo(1, 9);
  });
});

test("holes don't count", () => {
  const [outer, inner] = measured;
  const half = outer!.ring.map(([x, y]): [number, number] => [x / 2, y / 2]);
  const area = groundArea(polygon(outer!.ring, half), 0, parseCrsId(outer!.crs));
  expect(area).toBeCloseTo(outer!.area - groundArea(polygon(half), 0, parseCrsId(inner!.crs)), 2);
});

test("in a projected CRS it is the plane's", () => {
  const column = polygon([
    [0, 0],
    [4, 0],
    [4, 3],
    [0, 3],
    [0, 0],
  ]);
  expect(groundArea(column, 0, parseCrsId("EPSG:32633"))).toBe(12);
  expect(groundLength(column, 0, parseCrsId("EPSG:32633"))).toBe(14);
});
