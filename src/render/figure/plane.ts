import { type CrsId, parseCrsId } from "../../crs/crs-id.ts";
import { crsInfo, turnOf } from "../../crs/crs.ts";
import { densified } from "../../crs/densify.ts";
import { choosePath, openTransform } from "../../crs/transform.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import type { Bounds, GeometryColumn } from "../../geometry/column.ts";
import { columnRange } from "../../geometry/shared-column.ts";
import type { FlatShapes } from "../flat-shapes.ts";

export const DEGREES = parseCrsId("EPSG:4326");

/** Places along each side that stand for a rectangle which is bent by a projection. */
const ALONG = 32;

/**
 * The plane that a figure is drawn in: the coordinates of a CRS with y down. Degrees of longitude are made as short as
 * they are in the middle of the figure, so that shapes there keep their form.
 */
export class Plane {
  readonly crs: CrsId;
  readonly #stretch: number;

  /** @param middle latitude of the middle, for a geographic CRS */
  constructor(crs: CrsId, middle = 0) {
    this.crs = crs;
    const turn = turnOf(crs);
    this.#stretch = turn === undefined ? 1 : Math.max(0.05, Math.cos((middle / turn) * 2 * Math.PI));
  }

  /** Along a meridian, where the CRS is geographic. */
  get metresPerUnit(): number {
    return crsInfo(this.crs).metresPerUnit;
  }

  /** @param metres no edge is further from its true course than that; 0 leaves them straight */
  shapes(column: GeometryColumn, from: CrsId, metres = 0): FlatShapes {
    const path = choosePath(column.xy, from, this.crs);
    const dense =
      metres === 0 ? column : densified(column, { from, to: this.crs, ...(path && { path }) }, metres).column;
    const xy = new Float64Array(dense.xy.length);
    const lost = openTransform(from, this.crs, path)(dense.xy, xy);
    if (lost > 0) hideUnplaced(dense, xy);
    this.#lay(xy);
    const { partKinds, geomOffsets, partOffsets, ringOffsets } = dense;
    return { partKinds, geomOffsets, partOffsets, ringOffsets, xy };
  }

  /** Longitudes and latitudes on the plane; NaN for what has no place there. */
  fromDegrees(degrees: Float64Array): Float64Array {
    const xy = new Float64Array(degrees.length);
    openTransform(DEGREES, this.crs)(degrees, xy);
    this.#lay(xy);
    return xy;
  }

  toDegrees(plane: Float64Array): Float64Array {
    const xy = plane.map((value, index) => (index % 2 === 0 ? value / this.#stretch : -value));
    openTransform(this.crs, DEGREES)(xy, xy);
    return xy;
  }

  /** What is around a rectangle of another CRS. */
  boundsOf([minX, minY, maxX, maxY]: Bounds, crs: CrsId): Bounds | undefined {
    const xy = Float64Array.from(
      grid((across, up) => [minX + (maxX - minX) * across, minY + (maxY - minY) * up]).flat(),
    );
    openTransform(crs, this.crs)(xy, xy);
    this.#lay(xy);
    return boundsOf({ xy });
  }

  #lay(xy: Float64Array): void {
    for (let i = 0; i < xy.length; i += 2) {
      xy[i]! *= this.#stretch;
      xy[i + 1] = -xy[i + 1]!;
    }
  }
}

/** Places all over a rectangle, each side from 0 to 1. */
export function grid(place: (across: number, up: number) => readonly [number, number]): (readonly [number, number])[] {
  const steps = Array.from({ length: ALONG + 1 }, (_, index) => index / ALONG);
  return steps.flatMap((across) => steps.map((up) => place(across, up)));
}

/** What is left of a shape without some of its vertices would be another shape. */
function hideUnplaced(column: GeometryColumn, xy: Float64Array): void {
  for (let i = 0; i < column.length; i++) {
    const { vertexStart, vertexEnd } = columnRange(column, i, i + 1);
    const own = xy.subarray(2 * vertexStart, 2 * vertexEnd);
    if (own.includes(Number.NaN)) own.fill(Number.NaN);
  }
}
