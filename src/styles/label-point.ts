import { type GeometryColumn, Kind } from "../geometry/column.ts";

/** Where a feature is named. */
export interface LabelPoint {
  readonly x: number;
  readonly y: number;
  /** Area of its largest part, or length; larger ones are named first. */
  readonly size: number;
}

/** Heights in an area that are tried, as shares of its own, the middle first. */
const HEIGHTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.15, 0.85];

/**
 * Inside of a feature's largest area, where that is wide; else halfway along its longest line, or at its first point.
 * Undefined for a feature without coordinates.
 */
export function labelPoint(column: GeometryColumn, feature: number): LabelPoint | undefined {
  let best: { part: number; kind: number; size: number } | undefined;
  for (let part = column.geomOffsets[feature]!; part < column.geomOffsets[feature + 1]!; part++) {
    const kind = column.partKinds[part]!;
    const size = sizeOf(column, part, kind);
    // of kinds the one with more dimensions
    if (best === undefined || kind > best.kind || (kind === best.kind && size > best.size)) best = { part, kind, size };
  }
  if (best === undefined) return undefined;
  const { part, kind, size } = best;
  const [x, y] = kind === Kind.Polygon ? insideOf(column, part) : halfway(column, part);
  return Number.isFinite(x) && Number.isFinite(y) ? { x, y, size } : undefined;
}

function sizeOf(column: GeometryColumn, part: number, kind: number): number {
  const { partOffsets, ringOffsets, xy } = column;
  const ring = partOffsets[part]!;
  let [area, length] = [0, 0];
  for (let v = ringOffsets[ring]!; v + 1 < ringOffsets[ring + 1]!; v++) {
    const [x, y, nextX, nextY] = [xy[2 * v]!, xy[2 * v + 1]!, xy[2 * v + 2]!, xy[2 * v + 3]!];
    area += x * nextY - nextX * y;
    length += Math.hypot(nextX - x, nextY - y);
  }
  return kind === Kind.Polygon ? Math.abs(area) / 2 : length;
}

/** The middle of the widest stretch inside, of some heights; those nearer the middle count for more. */
function insideOf(column: GeometryColumn, part: number): readonly [number, number] {
  const { partOffsets, ringOffsets, xy } = column;
  const [from, to] = [ringOffsets[partOffsets[part]!]!, ringOffsets[partOffsets[part]! + 1]!];
  let [low, high] = [Infinity, -Infinity];
  for (let v = from; v < to; v++) {
    low = Math.min(low, xy[2 * v + 1]!);
    high = Math.max(high, xy[2 * v + 1]!);
  }
  let best = { x: xy[2 * from]!, y: xy[2 * from + 1]!, worth: 0 };
  for (const height of HEIGHTS) {
    const y = low + (high - low) * height;
    const crossings = crossingsAt(column, part, y);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [left, right] = [crossings[i]!, crossings[i + 1]!];
      const worth = (right - left) * (1 - Math.abs(height - 0.5));
      if (worth > best.worth) best = { x: (left + right) / 2, y, worth };
    }
  }
  return [best.x, best.y];
}

/** Where a part's rings cross a height, from the left: inside lies between the first and the second, and so on. */
function crossingsAt({ partOffsets, ringOffsets, xy }: GeometryColumn, part: number, y: number): number[] {
  const found: number[] = [];
  for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++) {
    for (let v = ringOffsets[ring]!; v + 1 < ringOffsets[ring + 1]!; v++) {
      const [x1, y1, x2, y2] = [xy[2 * v]!, xy[2 * v + 1]!, xy[2 * v + 2]!, xy[2 * v + 3]!];
      if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    }
  }
  return found.toSorted((a, b) => a - b);
}

/** Along a line; of a point the point itself. */
function halfway(column: GeometryColumn, part: number): readonly [number, number] {
  const { partOffsets, ringOffsets, xy } = column;
  const ring = partOffsets[part]!;
  const [from, to] = [ringOffsets[ring]!, ringOffsets[ring + 1]!];
  let left = sizeOf(column, part, Kind.LineString) / 2;
  for (let v = from; v + 1 < to; v++) {
    const [x, y, nextX, nextY] = [xy[2 * v]!, xy[2 * v + 1]!, xy[2 * v + 2]!, xy[2 * v + 3]!];
    const step = Math.hypot(nextX - x, nextY - y);
    if (step >= left && step > 0) return [x + ((nextX - x) * left) / step, y + ((nextY - y) * left) / step];
    left -= step;
  }
  return [xy[2 * from]!, xy[2 * from + 1]!];
}
