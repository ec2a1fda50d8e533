import type { Geometry } from "geojson";
import { expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { densified } from "../../src/crs/densify.ts";
import { reprojectColumn } from "../../src/crs/reproject-column.ts";
import { columnOf, geometriesOf, square } from "../geometry/columns.ts";

const [utm, degrees, mercator] = ["EPSG:32633", "EPSG:4326", "EPSG:3857"].map((id) => parseCrsId(id)) as [
  never,
  never,
  never,
];

/** 400 km wide, far off the central meridian. */
const mask: Geometry = { type: "Polygon", coordinates: [square(200_000, 6_400_000, 400_000)] };
const shapes: Geometry[] = [
  { type: "Point", coordinates: [500_000, 6_000_000] },
  mask,
  { type: "GeometryCollection", geometries: [{ type: "LineString", coordinates: [[0, 6e6], [9e5, 6e6], [9e5, 6.00001e6]] }, mask] }, // prettier-ignore
];

/** Distance in the plane of the mask between its sides and the middles of the edges that came back. */
function worst(metres: number): number {
  const { column } = densified(columnOf(mask), { from: utm, to: degrees }, metres);
  const { xy } = reprojectColumn(column, { from: utm, to: degrees });
  const middles = Array.from({ length: xy.length / 2 - 1 }, (_, i): Geometry => ({
    type: "Point",
    coordinates: [(xy[2 * i]! + xy[2 * i + 2]!) / 2, (xy[2 * i + 1]! + xy[2 * i + 3]!) / 2],
  }));
  const back = reprojectColumn(columnOf(...middles), { from: degrees, to: utm }).xy;
  return Math.max(
    ...middles.map((_, i) => {
      const [x, y] = [back[2 * i]!, back[2 * i + 1]!];
      return Math.min(Math.abs(x - 200_000), Math.abs(x - 600_000), Math.abs(y - 6_400_000), Math.abs(y - 6_800_000));
    }),
  );
}

test("edges stay within the deviation of the straight lines that they were, and no closer than needed", () => {
  expect(worst(1)).toBeLessThan(1.1);
  expect(worst(100)).toBeLessThan(110);
  expect(worst(100)).toBeGreaterThan(10);
  // a parallel and a straight line are kilometres apart over 400 km at 60 degrees
  expect(worst(0)).toBeGreaterThan(3000);
});

test("what there was stays, in place and order; points and short edges get nothing", () => {
  const column = columnOf(...shapes);
  const { column: more } = densified(column, { from: utm, to: degrees }, 1);
  expect(more.xy.length).toBeGreaterThan(column.xy.length);
  const kept = new Set(Array.from({ length: more.xy.length / 2 }, (_, i) => `${more.xy[2 * i]} ${more.xy[2 * i + 1]}`));
  for (let i = 0; i < column.xy.length; i += 2) expect(kept).toContain(`${column.xy[i]} ${column.xy[i + 1]}`);
  expect(geometriesOf(more).map((geometry) => geometry?.type)).toEqual(shapes.map(({ type }) => type));
  expect(
    densified(columnOf({ type: "Polygon", coordinates: [square(500_000, 6e6, 100)] }), { from: utm, to: degrees }, 1)
      .column.xy,
  ).toHaveLength(10);
  expect(densified(column, { from: utm, to: degrees }, 0).column).toBe(column);
  // both ways along an edge give the same vertices
  const line = [[0, 6e6], [9e5, 6.3e6]]; // prettier-ignore
  const [there, back] = [line, line.toReversed()].map((coordinates) => {
    const { xy } = densified(columnOf({ type: "LineString", coordinates }), { from: utm, to: degrees }, 1).column;
    return Array.from({ length: xy.length / 2 }, (_, i) => [xy[2 * i], xy[2 * i + 1]]);
  });
  expect(back!.toReversed()).toEqual(there);
});

test("straight lines that stay straight get no vertices, and a hopeless edge not without end", () => {
  // meridians and parallels are straight in both
  const box: Geometry = { type: "Polygon", coordinates: [square(0, 10, 40)] };
  expect(densified(columnOf(box), { from: degrees, to: mercator }, 1).column.xy).toHaveLength(10);
  const overThePole: Geometry = { type: "LineString", coordinates: [[0, 89], [180, 89.9999]] }; // prettier-ignore
  expect(
    densified(columnOf(overThePole), { from: degrees, to: parseCrsId("EPSG:3035") }, 1e-9).column.xy.length / 2,
  ).toBeLessThanOrEqual(4097);
});
