import { boundsOf, featureBounds } from "../geometry/bounds.ts";
import type { GeometryColumn } from "../geometry/column.ts";

const SIDE = 2 ** 16 - 1;

/**
 * Where the middle of each feature's box lies along a Hilbert curve over the layer: neighbours on the curve are
 * neighbours on the map. Features without a box come last.
 */
export function hilbertPositions(column: GeometryColumn): Float64Array {
  const positions = new Float64Array(column.length).fill(Infinity);
  const bounds = boundsOf(column);
  if (bounds === undefined) return positions;
  const [minX, minY, maxX, maxY] = bounds;
  const scale = SIDE / (Math.max(maxX - minX, maxY - minY) || 1);
  const boxes = featureBounds(column);
  for (let i = 0; i < column.length; i++) {
    const x = (boxes[4 * i]! + boxes[4 * i + 2]!) / 2;
    const y = (boxes[4 * i + 1]! + boxes[4 * i + 3]!) / 2;
    if (x === x) positions[i] = hilbert((x - minX) * scale, (y - minY) * scale);
  }
  return positions;
}

/** Distance along the curve through a square of 2^16 by 2^16 cells (the usual rotate-and-flip construction). */
function hilbert(fromX: number, fromY: number): number {
  let [x, y] = [Math.floor(fromX), Math.floor(fromY)];
  let position = 0;
  for (let side = 2 ** 15; side > 0; side >>= 1) {
    const right = (x & side) > 0 ? 1 : 0;
    const upper = (y & side) > 0 ? 1 : 0;
    position += side * side * ((3 * right) ^ upper);
    if (upper === 1) continue;
    if (right === 1) [x, y] = [SIDE - x, SIDE - y];
    [x, y] = [y, x];
  }
  return position;
}
