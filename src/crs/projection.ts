import proj4 from "proj4";
import type { CrsRow } from "./crs-row.ts";
import type { LonLatStage } from "./datum-shift.ts";
import { equidistantCylindrical } from "./equidistant-cylindrical.ts";
import { nearTransverseMercator } from "./transverse-mercator.ts";
import { type PlanePoint, type PlaneProjection, withinDomain, wrapped } from "./plane-projection.ts";

/** Both ways between a CRS's coordinates and radians from Greenwich. What has no image becomes NaN. */
export interface Projector {
  readonly toLonLat: LonLatStage;
  readonly fromLonLat: LonLatStage;
}

const HALF_PI = Math.PI / 2;
/** Latitudes up to this are taken for the pole: decimal degrees rarely give exactly half of pi. */
const MAX_LATITUDE = HALF_PI + 1e-10;

export function projectorOf(row: CrsRow): Projector {
  if (row.geographic) return geographic(row);
  if (row.projection === "+proj=webmerc") return webMercator(row.frame.a);
  return planar(row);
}

/** Longitudes are taken as they come, also beyond 180 degrees: projections wrap them. */
function geographic({ unitSize, frame }: CrsRow): Projector {
  return {
    toLonLat(xy, start, end) {
      for (let i = start * 2; i < end * 2; i += 2) {
        const lat = (xy[i + 1] ?? 0) * unitSize;
        xy[i] = (xy[i] ?? 0) * unitSize + frame.meridian;
        xy[i + 1] = Math.abs(lat) <= MAX_LATITUDE ? lat : Number.NaN;
      }
    },
    fromLonLat(xy, start, end) {
      for (let i = start * 2; i < end * 2; i += 2) {
        xy[i] = ((xy[i] ?? 0) - frame.meridian) / unitSize;
        xy[i + 1] = (xy[i + 1] ?? 0) / unitSize;
      }
    },
  };
}

/** The sphere's Mercator on ellipsoidal latitudes. At a pole the result is far off but finite, as in PROJ. */
function webMercator(a: number): Projector {
  return {
    toLonLat(xy, start, end) {
      for (let i = start * 2; i < end * 2; i += 2) {
        xy[i] = wrapped((xy[i] ?? 0) / a);
        xy[i + 1] = Math.atan(Math.sinh((xy[i + 1] ?? 0) / a));
      }
    },
    fromLonLat(xy, start, end) {
      for (let i = start * 2; i < end * 2; i += 2) {
        xy[i] = wrapped(xy[i] ?? 0) * a;
        xy[i + 1] = Math.asinh(Math.tan(xy[i + 1] ?? 0)) * a;
      }
    },
  };
}

function planar(row: CrsRow): Projector {
  const whole = openProjection(row);
  const near = nearTransverseMercator(row, whole);
  const projection = withinDomain(whole, row);
  const { unitSize } = row;
  const meridian = row.frame.meridian;
  const order = axisOrder(row.axis);
  const point: PlanePoint = { x: 0, y: 0, z: 0 };
  return {
    toLonLat(xy, start, end) {
      order?.toEastNorth(xy, start, end);
      for (let i = start * 2; i < end * 2; i += 2) {
        point.x = (xy[i] ?? 0) * unitSize;
        point.y = (xy[i + 1] ?? 0) * unitSize;
        const result = projection.inverse(point);
        xy[i] = result ? result.x + meridian : Number.NaN;
        xy[i + 1] = result ? result.y : Number.NaN;
      }
    },
    fromLonLat(xy, start, end) {
      for (let i = start * 2; i < end * 2; i += 2) {
        point.x = (xy[i] ?? 0) - meridian;
        point.y = xy[i + 1] ?? 0;
        const result = near?.(point.x, point.y, point) === true ? point : projection.forward(point);
        xy[i] = result ? result.x / unitSize : Number.NaN;
        xy[i + 1] = result ? result.y / unitSize : Number.NaN;
      }
      order?.fromEastNorth(xy, start, end);
    },
  };
}

/** proj4's maths for this projection and ellipsoid. It reads omitted parameters as undefined: zeros are filled in. */
function openProjection(row: CrsRow): PlaneProjection {
  const { projection, frame } = row;
  if (projection.startsWith("+proj=eqc")) return equidistantCylindrical(row);
  const given = new Set(projection.split(" ").map((part) => part.split("=")[0]));
  const zeros = ["+lat_0", "+lon_0", "+x_0", "+y_0"].filter((name) => !given.has(name) && !given.has("+zone"));
  const radius = given.has("+R_A") ? authalicRadius(frame) : frame.a;
  const sphere = frame.rf === 0 || given.has("+R_A");
  const ellipsoid = sphere ? `+a=${radius} +b=${radius}` : `+a=${radius} +rf=${frame.rf}`;
  const text = [projection.replace("+R_A ", ""), ...zeros.map((name) => `${name}=0`), ellipsoid, "+no_defs"].join(" ");
  return new (proj4.Proj as unknown as new (definition: string) => PlaneProjection)(text);
}

/** Radius of the sphere with the ellipsoid's area: PROJ's series for +R_A, which proj4 applies only in part. */
function authalicRadius({ a, es }: CrsRow["frame"]): number {
  return a * (1 - es * (1 / 6 + es * (17 / 360 + es * (67 / 3024))));
}

interface AxisOrder {
  readonly toEastNorth: LonLatStage;
  readonly fromEastNorth: LonLatStage;
}

/** For the few CRSs whose x is not east or whose y is not north. */
function axisOrder(axis: string): AxisOrder | undefined {
  if (axis === "") return undefined;
  const northFirst = axis[0] === "n" || axis[0] === "s";
  const first = axis[0] === "w" || axis[0] === "s" ? -1 : 1;
  const second = axis[1] === "w" || axis[1] === "s" ? -1 : 1;
  const [east, north] = northFirst ? [1, 0] : [0, 1];
  return {
    toEastNorth(xy, start, end) {
      for (let i = start * 2; i < end * 2; i += 2) {
        const values = [(xy[i] ?? 0) * first, (xy[i + 1] ?? 0) * second];
        xy[i] = values[east] ?? 0;
        xy[i + 1] = values[north] ?? 0;
      }
    },
    fromEastNorth(xy, start, end) {
      for (let i = start * 2; i < end * 2; i += 2) {
        const values = [xy[i] ?? 0, xy[i + 1] ?? 0];
        xy[i] = (values[east] ?? 0) * first;
        xy[i + 1] = (values[north] ?? 0) * second;
      }
    },
  };
}
