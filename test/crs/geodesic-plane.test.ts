import { expect, test } from "vitest";
import { GeodesicPlane } from "../../src/crs/geodesic-plane.ts";

const wgs84 = { a: 6378137, es: 0.0066943799901413165 };
const radians = Math.PI / 180;

/** From, to, azimuth in degrees and distance in metres, by GeographicLib (Karney) through pyproj. */
const GEODESICS = [
  { from: [36.8, -1.3], to: [39.7, -4.05], azimuth: 133.3775960001, distance: 443215.595725 },
  { from: [179.5, -17], to: [-179.2, -16], azimuth: 51.6198284453, distance: 177508.958756 },
  { from: [0, 89.9], to: [180, 89.9], azimuth: 0.0, distance: 22338.795683 },
  { from: [-154, -85], to: [26, -88], azimuth: 180.0, distance: 781842.630777 },
  { from: [10, 50], to: [-120, 35], azimuth: -39.0607103875, distance: 9386129.060161 },
  { from: [0, 90], to: [33, 70], azimuth: 147.0, distance: 2232985.001543 },
  { from: [100, -90], to: [-40, -60], azimuth: -140.0, distance: 3347892.909822 },
  { from: [-70, -30], to: [-70, 30], azimuth: 0.0, distance: 6640226.795881 },
] as const;

test.each(GEODESICS)("from $from to $to", ({ from: [lon, lat], to: [toLon, toLat], azimuth, distance }) => {
  const plane = new GeodesicPlane(lon * radians, lat * radians, wgs84);
  plane.toPlane(toLon * radians, toLat * radians);
  expect(plane.x).toBeCloseTo(distance * Math.sin(azimuth * radians), 3);
  expect(plane.y).toBeCloseTo(distance * Math.cos(azimuth * radians), 3);
  plane.toGlobe(plane.x, plane.y);
  expect(plane.lat).toBeCloseTo(toLat * radians, 10);
  expect(Math.cos(plane.lon + plane.centerLon - toLon * radians)).toBeCloseTo(1, 10);
});

test("the centre is the origin", () => {
  const plane = new GeodesicPlane(1, 0.5, wgs84);
  plane.toPlane(1, 0.5);
  expect([plane.x, plane.y]).toEqual([0, 0]);
  plane.toGlobe(0, 0);
  expect([plane.lon, plane.lat]).toEqual([0, 0.5]);
});

test("the poles lie north and south of the centre, a quarter of a meridian from the equator", () => {
  const plane = new GeodesicPlane(2, 0, wgs84);
  expect(plane.northPoleY).toBeCloseTo(10_001_965.729, 2);
  expect(plane.southPoleY).toBeCloseTo(-10_001_965.729, 2);
});
