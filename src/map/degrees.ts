import type { CrsId } from "../crs/crs-id.ts";
import { parseCrsId } from "../crs/crs-id.ts";
import { openTransform } from "../crs/transform.ts";
import type { Bounds } from "../geometry/column.ts";

/** Points tried along each side: edges of a projected rectangle are curves in degrees. */
const STEPS = 8;

/** Bounds in degrees of bounds in any CRS; undefined when they have no place on the globe. */
export function boundsInDegrees(bounds: Bounds, crs: CrsId): Bounds | undefined {
  const [minX, minY, maxX, maxY] = bounds;
  const xy: number[] = [];
  for (let i = 0; i <= STEPS; i++) {
    const x = minX + ((maxX - minX) * i) / STEPS;
    const y = minY + ((maxY - minY) * i) / STEPS;
    xy.push(x, minY, x, maxY, minX, y, maxX, y);
  }
  const out = new Float64Array(xy.length);
  openTransform(crs, parseCrsId("EPSG:4326"))(Float64Array.from(xy), out);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < out.length; i += 2) {
    const [x = Number.NaN, y = Number.NaN] = [out[i], out[i + 1]];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, y), Math.max(north, y)];
  }
  return west <= east ? [west, Math.max(south, -90), east, Math.min(north, 90)] : undefined;
}
