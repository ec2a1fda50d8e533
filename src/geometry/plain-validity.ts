import { type GeometryColumn, Kind } from "./column.ts";

/** Rings with more vertices are left to the engine, whose sweep is faster there than comparing all pairs. */
const MOST_VERTICES = 64;
/** Bound of the rounding error of `side`, relative to its terms (Shewchuk 1997, ccwerrboundA). */
const ROUNDING = 3.3306690738754716e-16;

/**
 * Whether a feature is certainly valid by the OGC rules, seen without a geometry library: points, and polygons of one
 * small ring whose segments are clearly apart. False says nothing: ask the engine.
 */
export function isPlainlyValid(column: GeometryColumn, index: number): boolean {
  const kind = column.kinds[index];
  const [part, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  if (kind === Kind.Point || kind === Kind.MultiPoint) return true;
  if ((kind !== Kind.Polygon && kind !== Kind.MultiPolygon) || end - part !== 1) return false;
  const ring = column.partOffsets[part]!;
  if (column.partOffsets[part + 1]! - ring !== 1) return false;
  return isPlainRing(column.xy, column.ringOffsets[ring]!, column.ringOffsets[ring + 1]!);
}

/** Vertices [start, end), the last repeating the first. */
function isPlainRing(xy: Float64Array, start: number, end: number): boolean {
  const count = end - start - 1;
  if (count < 3 || count > MOST_VERTICES) return false;
  if (xy[2 * start] !== xy[2 * (end - 1)] || xy[2 * start + 1] !== xy[2 * (end - 1) + 1]) return false;
  for (let i = start; i < end - 1; i++) {
    const before = i === start ? end - 2 : i - 1;
    if (side(xy, before, i, i + 1) === 0) return false; // a spike, a repeated or a straight-on vertex
    // the first segment and the last are neighbours
    if (!isApartFrom(xy, i, i + 2, i === start ? end - 2 : end - 1)) return false;
  }
  return true;
}

/** Whether the segment that begins at vertex a has certainly no point in common with those that begin at [from, to). */
function isApartFrom(xy: Float64Array, a: number, from: number, to: number): boolean {
  const ax = xy[2 * a]!;
  const ay = xy[2 * a + 1]!;
  const bx = xy[2 * a + 2]!;
  const by = xy[2 * a + 3]!;
  const [minX, maxX] = [Math.min(ax, bx), Math.max(ax, bx)];
  const [minY, maxY] = [Math.min(ay, by), Math.max(ay, by)];
  let cx = xy[2 * from]!;
  let cy = xy[2 * from + 1]!;
  for (let c = from; c < to; c++) {
    const dx = xy[2 * c + 2]!;
    const dy = xy[2 * c + 3]!;
    const isBeside = Math.max(cx, dx) < minX || Math.min(cx, dx) > maxX;
    const isFar = isBeside || Math.max(cy, dy) < minY || Math.min(cy, dy) > maxY;
    if (!isFar && !isOnOneSide(xy, a, c) && !isOnOneSide(xy, c, a)) return false;
    cx = dx;
    cy = dy;
  }
  return true;
}

/** Whether the segment that begins at vertex c certainly lies on one side of the line through the one that begins at a. */
function isOnOneSide(xy: Float64Array, a: number, c: number): boolean {
  return side(xy, a, a + 1, c) * side(xy, a, a + 1, c + 1) > 0;
}

/** 1 or -1 where vertex c certainly lies left or right of the line from a to b; 0 on it, near it, or not finite. */
function side(xy: Float64Array, a: number, b: number, c: number): number {
  const cx = xy[2 * c]!;
  const cy = xy[2 * c + 1]!;
  const left = (xy[2 * a]! - cx) * (xy[2 * b + 1]! - cy);
  const right = (xy[2 * a + 1]! - cy) * (xy[2 * b]! - cx);
  const difference = left - right;
  const bound = ROUNDING * (Math.abs(left) + Math.abs(right));
  if (difference > bound) return 1;
  return difference < -bound ? -1 : 0;
}
