import type { Ring } from "./rings.ts";

/**
 * In which direction a line passes a vertex, in degrees clockwise from north: half-way between the directions of the segments
 * that meet there, which at the ends of a line that `closes` are the outer ones.
 */
export function directionAt(xy: Float64Array, { from, to }: Pick<Ring, "from" | "to">, at: Passed): number {
  const { vertex, closes } = at;
  const last = to - 1;
  if (last === from) return 0;
  const isEnd = vertex === from || vertex === last;
  if (isEnd && !closes) return direction(xy, vertex === from ? vertex + 1 : vertex);
  const before = direction(xy, isEnd ? last : vertex);
  const turn = (direction(xy, isEnd ? from + 1 : vertex + 1) - before + 360) % 360;
  return (before + (turn <= 180 ? turn : turn - 360) / 2 + 360) % 360;
}

interface Passed {
  readonly vertex: number;
  /** Whether the line goes on where it began. */
  readonly closes: boolean;
}

/** Of the segment that ends at a vertex, clockwise from north; east where it has no length. */
export function direction(xy: Float64Array, vertex: number): number {
  const [dx, dy] = [xy[2 * vertex]! - xy[2 * vertex - 2]!, xy[2 * vertex + 1]! - xy[2 * vertex - 1]!];
  return (450 - (Math.atan2(dy, dx) * 180) / Math.PI) % 360;
}

export function isClosed(xy: Float64Array, { from, to }: Pick<Ring, "from" | "to">): boolean {
  const last = to - 1;
  return xy[2 * from] === xy[2 * last] && xy[2 * from + 1] === xy[2 * last + 1];
}
