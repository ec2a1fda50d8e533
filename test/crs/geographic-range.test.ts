import type { Geometry, Position } from "geojson";
import { expect, test } from "vitest";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { describeOutside, outsideGlobe, outsideGlobeIn } from "../../src/crs/geographic-range.ts";
import { columnOf } from "../geometry/columns.ts";

const points = (...positions: readonly Position[]) =>
  columnOf(...positions.map((coordinates): Geometry => ({ type: "Point", coordinates })));

test("longitudes of either notation and poles are on the globe, also with a rounding error", () => {
  expect(outsideGlobe(points([-180, -90], [180, 90], [359.9, 0], [-360, 0]))).toBeUndefined();
  expect(outsideGlobe(points([180.00000190734863, -90.00000190734863]))).toBeUndefined(); // 32-bit floats
  expect(outsideGlobe(columnOf(null, { type: "Polygon", coordinates: [] }))).toBeUndefined();
});

test("the first vertex beyond is found with its feature, past features without vertices", () => {
  const column = columnOf(
    { type: "LineString", coordinates: [[1, 2], [3, 4]] }, // prettier-ignore
    null,
    { type: "MultiPoint", coordinates: [] },
    { type: "LineString", coordinates: [[5, 6], [390_000, 5_820_000]] }, // prettier-ignore
    { type: "Point", coordinates: [390_001, 5_820_001] },
  );
  expect(outsideGlobe(column)).toEqual({ feature: 3, x: 390_000, y: 5_820_000, swapped: false });
});

test("changed places are told only where they would put all right", () => {
  expect(outsideGlobe(points([48.85, 102.35], [52, 13]))?.swapped).toBe(true);
  expect(outsideGlobe(points([48.85, 102.35], [170, 95]))?.swapped).toBe(false);
  expect(outsideGlobe(points([5, 91]))).toMatchObject({ x: 5, y: 91 });
  expect(outsideGlobe(points([361, 5]))).toMatchObject({ x: 361, swapped: false });
});

test("a projected CRS has no globe to leave, and grads go to 100", () => {
  const far = points([390_000, 5_820_000]);
  expect(outsideGlobeIn(far, parseCrsId("EPSG:32633"))).toBeUndefined();
  expect(outsideGlobeIn(far, parseCrsId("EPSG:4326"))).toMatchObject({ feature: 0 });
  expect(outsideGlobeIn(points([3, 99]), parseCrsId("EPSG:4807"))).toBeUndefined(); // NTF (Paris), in grads
  expect(outsideGlobeIn(points([3, 101]), parseCrsId("EPSG:4807"))).toMatchObject({ y: 101 });
});

test("the sentence names the feature, the values and what to do", () => {
  expect(describeOutside({ feature: 7, x: 390_000, y: 5_820_000, swapped: false })).toBe(
    "Feature 7 has the longitude 390000 and the latitude 5820000, which are not on the globe: this looks like metres. " +
      'State the CRS they are in: --crs EPSG:… or { crs: "EPSG:…" }.',
  );
  expect(describeOutside({ feature: 0, x: 48.85, y: 102.35, swapped: true })).toContain("latitude before longitude");
});
