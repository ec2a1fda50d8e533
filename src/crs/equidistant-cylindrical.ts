import type { CrsRow } from "./crs-row.ts";
import { type PlanePoint, type PlaneProjection, wrapped } from "./plane-projection.ts";

/**
 * Equidistant cylindrical on the ellipsoid (EPSG methods 1028 and its predecessor 9842: northing is the length of the
 * meridian) or, with "+spherical", on a sphere of the semi-major axis (1029 and 9823). PROJ before 9.8 has the sphere
 * for both.
 */
export function equidistantCylindrical({ projection, frame }: CrsRow): PlaneProjection {
  const spherical = projection.includes("+spherical");
  const es = spherical ? 0 : frame.es;
  const given = (name: string): number => Number(new RegExp(`\\+${name}=(\\S+)`).exec(projection)?.[1] ?? 0);
  const [standard, long0] = [given("lat_ts") * DEGREE, given("lon_0") * DEGREE];
  const [x0, y0] = [given("x_0"), given("y_0")];
  const arc = meridianArc(frame.a, es);
  const across = (frame.a * Math.cos(standard)) / Math.sqrt(1 - es * Math.sin(standard) ** 2);
  const origin = arc.length(given("lat_0") * DEGREE);
  return {
    long0,
    forward: ({ x, y }: PlanePoint) => ({ x: x0 + across * (x - long0), y: y0 + arc.length(y) - origin, z: 0 }),
    inverse: ({ x, y }: PlanePoint) => ({
      x: wrapped((x - x0) / across) + long0,
      y: arc.latitude(y - y0 + origin),
      z: 0,
    }),
  };
}

const DEGREE = Math.PI / 180;

/** Length of the meridian from the equator to a latitude and back, by Helmert's series to the fifth power of n. */
function meridianArc(a: number, es: number) {
  const root = Math.sqrt(1 - es);
  const n = (1 - root) / (1 + root);
  const [n2, n3, n4, n5] = [n ** 2, n ** 3, n ** 4, n ** 5];
  const radius = (a / (1 + n)) * (1 + n2 / 4 + n4 / 64);
  const there = [
    (-3 * n) / 2 + (9 * n3) / 16 - (3 * n5) / 32,
    (15 * n2) / 16 - (15 * n4) / 32,
    (-35 * n3) / 48 + (105 * n5) / 256,
    (315 * n4) / 512,
    (-693 * n5) / 1280,
  ];
  const back = [
    (3 * n) / 2 - (27 * n3) / 32 + (269 * n5) / 512,
    (21 * n2) / 16 - (55 * n4) / 32,
    (151 * n3) / 96 - (417 * n5) / 128,
    (1097 * n4) / 512,
    (8011 * n5) / 2560,
  ];
  return {
    length: (latitude: number) => radius * series(latitude, there),
    latitude: (length: number) => series(length / radius, back),
  };
}

function series(angle: number, terms: readonly number[]): number {
  return terms.reduce((sum, term, i) => sum + term * Math.sin(2 * (i + 1) * angle), angle);
}
