import type { CrsRow } from "./crs-row.ts";

export interface PlanePoint {
  x: number;
  y: number;
  z: number;
}

/** A projection alone: radians to metres and back, into the point given or a new one; nothing for what has no image. */
export interface PlaneProjection {
  forward(point: PlanePoint): PlanePoint | undefined | null;
  inverse(point: PlanePoint): PlanePoint | undefined | null;
  /** Longitude of its middle, radians. */
  readonly long0?: number;
  /** What it knows of itself; which of these are there depends on the projection. */
  readonly x0?: number;
  readonly y0?: number;
  readonly lat0?: number;
  readonly a?: number;
  readonly e?: number;
  readonly k0?: number;
  /** Of conformal cones: the sine of the latitude where scale is least, and how far the plane's origin is from the apex. */
  readonly ns?: number;
  readonly rh?: number;
}

/** Metres; a finite image farther off than this stands for one at infinity. */
const FARTHEST = 1e12;
/** Radians; decimal degrees rarely give exactly half of pi. */
const AT_POLE = Math.PI / 2 - 1e-10;
/**
 * Projections whose series, arc sines or iterations give a number for any input, within their domain or not: the way
 * back shows whether it means anything.
 */
const TRIED_BACK = new Set([
  "aea",
  "cass",
  "eqdc",
  "krovak",
  "moll",
  "nzmg",
  "omerc",
  "poly",
  "robin",
  "sinu",
  "somerc",
]);
/** Radians and metres that the way there and back may differ: series are not that good near the end of their domain. */
const [NEAR_ON_EARTH, NEAR_ON_PLANE] = [1e-3, 6000];

/**
 * The projection with its domain: what it can't show has no image, be it the far pole of a cone or what its formulas
 * give a meaningless number for. Longitudes are wrapped to the half turn on each side of its middle, as PROJ does.
 */
export function withinDomain(projection: PlaneProjection, row: CrsRow): PlaneProjection {
  const name = /\+proj=(\w+)/.exec(row.projection)?.[1] ?? "";
  const poles = POLES[name];
  const tried = TRIED_BACK.has(name);
  const probe: PlanePoint = { x: 0, y: 0, z: 0 };
  const long0 = projection.long0 ?? 0;
  return {
    forward(point) {
      const turn = wrapped(point.x - long0);
      if (turn !== point.x - long0) point.x = long0 + turn;
      if (poles && Math.abs(point.y) >= AT_POLE) return poles(projection, point);
      const [lon, lat] = [point.x, point.y];
      const image = projection.forward(point);
      if (!image || Math.max(Math.abs(image.x), Math.abs(image.y)) > FARTHEST) return undefined;
      if (!tried) return image;
      Object.assign(probe, image);
      const back = projection.inverse(probe);
      if (!back || !(Math.abs(back.y - lat) < NEAR_ON_EARTH)) return undefined;
      return Math.abs(wrapped(back.x - lon)) * Math.cos(lat) < NEAR_ON_EARTH ? image : undefined;
    },
    inverse(point) {
      const [x, y] = [point.x, point.y];
      const place = projection.inverse(point);
      if (!place || !(Math.abs(place.y) <= Math.PI / 2 + 1e-10)) return undefined;
      if (!tried) return place;
      Object.assign(probe, place);
      const again = projection.forward(probe);
      return again && Math.hypot(again.x - x, again.y - y) < NEAR_ON_PLANE ? place : undefined;
    },
  };
}

type PoleRule = (projection: PlaneProjection, point: PlanePoint) => PlanePoint | undefined | null;

/** Where formulas divide by zero though the pole has an image, or give a number though it has none. */
const POLES: Readonly<Record<string, PoleRule>> = {
  lcc: ({ ns = 0, rh = 0, k0 = 1, x0 = 0, y0 = 0 }, { y }) =>
    ns * y > 0 ? { x: x0, y: y0 + k0 * rh, z: 0 } : undefined,
  laea: (projection, point) => {
    const { lat0 = 0, x0 = 0, y0 = 0 } = projection;
    return Math.abs(lat0) >= AT_POLE && lat0 * point.y > 0 ? { x: x0, y: y0, z: 0 } : projection.forward(point);
  },
  // at infinity; PROJ gives what the tangent of the nearest number gives, so that shapes with a pole can be drawn
  merc: (projection, point) => {
    const { a = 0, e = 0, k0 = 1, y0 = 0 } = projection;
    const y = y0 + Math.sign(point.y) * a * k0 * (Math.asinh(Math.tan(Math.PI / 2)) - e * Math.atanh(e));
    const onEquator = projection.forward({ ...point, y: 0 });
    return onEquator && { ...onEquator, y };
  },
  stere: (projection, point) => ((projection.lat0 ?? 0) * point.y < -1 ? undefined : projection.forward(point)),
};

/** An angle within half a turn; one that is so already stays as it is, and so does one a hair beyond. */
export function wrapped(angle: number): number {
  if (Math.abs(angle) <= Math.PI + 1e-12 || !Number.isFinite(angle)) return angle;
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
