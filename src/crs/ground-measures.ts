import geodesic from "geographiclib-geodesic";
import { Kind, type GeometryColumn } from "../geometry/column.ts";
import { featureArea, featureLength } from "../geometry/measures.ts";
import { columnRange } from "../geometry/shared-column.ts";
import { rowOf } from "./crs.ts";
import type { CrsId } from "./crs-id.ts";

/** By the axes of the ellipsoid: opening one takes longer than measuring with it. */
const ellipsoids = new Map<string, geodesic.GeodesicClass>();

/**
 * Area of a feature on the ground: on the ellipsoid, in square metres, where the CRS is geographic; planar, in squared
 * CRS units, where it is projected (as QGIS does). 0 for points and lines. Agrees with pyproj to the last digits.
 */
export function groundArea(column: GeometryColumn, index: number, crs: CrsId): number {
  const ground = ellipsoidOf(crs);
  if (ground === undefined) return featureArea(column, index);
  const { partKinds, partOffsets } = column;
  const { partStart, partEnd } = columnRange(column, index, index + 1);
  let area = 0;
  for (let p = partStart; p < partEnd; p++) {
    if (partKinds[p] !== Kind.Polygon) continue;
    for (let ring = partOffsets[p]!; ring < partOffsets[p + 1]!; ring++)
      area += (ring === partOffsets[p] ? 1 : -1) * ringArea(column, ring, ground);
  }
  return area;
}

/**
 * Length of lines and perimeter of polygons, holes included, on the ground: in metres along geodesics where the CRS is
 * geographic, planar in CRS units where it is projected. 0 for points.
 */
export function groundLength(column: GeometryColumn, index: number, crs: CrsId): number {
  const ground = ellipsoidOf(crs);
  if (ground === undefined) return featureLength(column, index);
  const { xy, ringOffsets } = column;
  const { ringStart, ringEnd } = columnRange(column, index, index + 1);
  const { degrees, geodesic: globe } = ground;
  let length = 0;
  for (let ring = ringStart; ring < ringEnd; ring++) {
    for (let v = ringOffsets[ring]! + 1; v < ringOffsets[ring + 1]!; v++) {
      const [x0, y0, x1, y1] = [xy[2 * v - 2]!, xy[2 * v - 1]!, xy[2 * v]!, xy[2 * v + 1]!];
      length += globe.Inverse(y0 * degrees, x0 * degrees, y1 * degrees, x1 * degrees, DISTANCE).s12 ?? 0;
    }
  }
  return length;
}

const DISTANCE = geodesic.Geodesic.DISTANCE;

interface Ellipsoid {
  readonly geodesic: geodesic.GeodesicClass;
  /** Degrees in one unit of the coordinates. */
  readonly degrees: number;
}

/** Undefined for a projected CRS. */
function ellipsoidOf(crs: CrsId): Ellipsoid | undefined {
  const { geographic, unitSize, frame } = rowOf(crs);
  if (!geographic) return undefined;
  const key = `${frame.a} ${frame.es}`;
  const known = ellipsoids.get(key) ?? new geodesic.Geodesic.Geodesic(frame.a, 1 - Math.sqrt(1 - frame.es));
  ellipsoids.set(key, known);
  // 1, not a rounding beside it
  return { geodesic: known, degrees: Number(((unitSize * 180) / Math.PI).toPrecision(14)) };
}

function ringArea({ xy, ringOffsets }: GeometryColumn, ring: number, { geodesic: globe, degrees }: Ellipsoid): number {
  const polygon = globe.Polygon(false);
  // the last vertex is the first one
  for (let v = ringOffsets[ring]!; v < ringOffsets[ring + 1]! - 1; v++)
    polygon.AddPoint(xy[2 * v + 1]! * degrees, xy[2 * v]! * degrees);
  return Math.abs(polygon.Compute(false, true).area ?? 0);
}
