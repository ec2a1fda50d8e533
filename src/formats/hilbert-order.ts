import { boundsAt, boundsOf, featureBounds } from "../geometry/bounds.ts";
import type { Bounds, GeometryColumn } from "../geometry/column.ts";

/** Cells of the curve along each side. */
const SIDE = 1 << 16;

/**
 * Features along a Hilbert curve through the middles of their bounds, so that neighbours in space are neighbours in the
 * file; those without a place come last. With the bounds of each, by the layer's order.
 */
export function hilbertOrder(column: GeometryColumn): { readonly indices: Uint32Array; readonly boxes: Float64Array } {
  const boxes = featureBounds(column);
  const whole = boundsOf(column) ?? [0, 0, 0, 0];
  const keys = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const bounds = boundsAt(boxes, i);
    keys[i] = bounds === undefined ? Infinity : hilbertKey(bounds, whole);
  }
  const indices = Uint32Array.from({ length: column.length }, (_, i) => i);
  indices.sort((a, b) => compare(keys[a]!, keys[b]!) || a - b);
  return { indices, boxes };
}

function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function hilbertKey([minX, minY, maxX, maxY]: Bounds, whole: Bounds): number {
  return distanceAlong(
    cellOf(minX / 2 + maxX / 2, whole[0], whole[2]),
    cellOf(minY / 2 + maxY / 2, whole[1], whole[3]),
  );
}

function cellOf(value: number, min: number, max: number): number {
  return max > min ? Math.min(SIDE - 1, Math.max(0, Math.floor(((value - min) / (max - min)) * SIDE))) : 0;
}

/** How far along the curve a cell lies: quadrant by quadrant, turning the plane as the curve does. */
function distanceAlong(cellX: number, cellY: number): number {
  let [x, y, distance] = [cellX, cellY, 0];
  for (let half = SIDE / 2; half >= 1; half /= 2) {
    const right = (x & half) === 0 ? 0 : 1;
    const upper = (y & half) === 0 ? 0 : 1;
    distance += half * half * ((3 * right) ^ upper);
    if (upper === 1) continue;
    if (right === 1) [x, y] = [SIDE - 1 - x, SIDE - 1 - y];
    [x, y] = [y, x];
  }
  return distance;
}
