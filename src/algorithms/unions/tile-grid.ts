import { columnRange } from "../../geometry/shared-column.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import type { TileBox } from "./tile-pieces.ts";

export interface Tile {
  readonly box: TileBox;
  /** Columns from the left, rows in their column from below. */
  readonly column: number;
  readonly row: number;
}

/** Where a side may be moved to, in vertices: to the widest gap there. */
const GAP_SEARCH = 32;

/**
 * Parts the plane into columns, and those into rows, each with about as many vertices of the features. No vertex lies on
 * a side. Undefined where that is not worth while, or not possible.
 * @param tileVertices how many
 */
export function tileGrid(
  column: GeometryColumn,
  features: readonly number[],
  tileVertices: number,
): readonly Tile[] | undefined {
  const xs = ordinates(column, features, 0);
  const count = Math.round(xs.length / tileVertices);
  if (count < 2) return undefined;
  const ratio = (xs.at(-1)! - xs[0]!) / heightOf(column, features);
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt(count * ratio))));
  const rows = Math.max(1, Math.round(count / columns));
  const verticals = sides(xs, columns);
  if (verticals === undefined) return undefined;
  const tiles: Tile[] = [];
  const strips = ordinatesOfStrips(column, features, verticals);
  for (let i = 0; i + 1 < verticals.length; i++) {
    const own = strips[i]!;
    const horizontals = sides(own.length === 0 ? ordinates(column, features, 1) : own, rows);
    if (horizontals === undefined) return undefined;
    for (let j = 0; j + 1 < horizontals.length; j++) {
      const box = [verticals[i]!, horizontals[j]!, verticals[i + 1]!, horizontals[j + 1]!] as const;
      tiles.push({ box, column: i, row: j });
    }
  }
  return tiles;
}

/** x (axis 0) or y (1) of the features' vertices, sorted. */
function ordinates(column: GeometryColumn, features: readonly number[], axis: 0 | 1): Float64Array {
  const values = new Float64Array(verticesOf(column, features));
  let count = 0;
  for (const feature of features) {
    const { vertexStart, vertexEnd } = columnRange(column, feature, feature + 1);
    for (let v = vertexStart; v < vertexEnd; v++) values[count++] = column.xy[2 * v + axis]!;
  }
  return values.toSorted();
}

/** y of the vertices between each two of the sides, sorted. @param verticals from minus infinity to infinity */
function ordinatesOfStrips(
  column: GeometryColumn,
  features: readonly number[],
  verticals: readonly number[],
): readonly Float64Array[] {
  const total = verticesOf(column, features);
  const strips = new Uint32Array(total);
  const sizes = new Uint32Array(verticals.length - 1);
  const each = (visit: (v: number, at: number) => void): void => {
    let at = 0;
    for (const feature of features) {
      const { vertexStart, vertexEnd } = columnRange(column, feature, feature + 1);
      for (let v = vertexStart; v < vertexEnd; v++) visit(v, at++);
    }
  };
  each((v, at) => sizes[(strips[at] = stripAt(column.xy[2 * v]!, verticals))]!++);
  const found = Array.from(sizes, (size) => new Float64Array(size));
  each((v, at) => (found[strips[at]!]![--sizes[strips[at]!]!] = column.xy[2 * v + 1]!));
  return found.map((values) => values.toSorted());
}

function stripAt(x: number, verticals: readonly number[]): number {
  let [low, high] = [0, verticals.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x >= verticals[middle]!) low = middle;
    else high = middle;
  }
  return low;
}

function verticesOf(column: GeometryColumn, features: readonly number[]): number {
  let count = 0;
  for (const feature of features) {
    const { vertexStart, vertexEnd } = columnRange(column, feature, feature + 1);
    count += vertexEnd - vertexStart;
  }
  return count;
}

function heightOf(column: GeometryColumn, features: readonly number[]): number {
  let [least, most] = [Infinity, -Infinity];
  for (const feature of features) {
    const { vertexStart, vertexEnd } = columnRange(column, feature, feature + 1);
    for (let v = vertexStart; v < vertexEnd; v++) {
      least = Math.min(least, column.xy[2 * v + 1]!);
      most = Math.max(most, column.xy[2 * v + 1]!);
    }
  }
  return most - least;
}

/** `count` strips with about as many values each, from minus infinity to infinity; undefined where there is no room. */
function sides(values: Float64Array, count: number): readonly number[] | undefined {
  const found = [-Infinity];
  for (let i = 1; i < count; i++) {
    const at = widestGap(values, Math.floor((values.length * i) / count));
    if (at === undefined || at <= found.at(-1)!) return undefined;
    found.push(at);
  }
  return [...found, Infinity];
}

function widestGap(values: Float64Array, middle: number): number | undefined {
  let [width, at]: [number, number | undefined] = [0, undefined];
  const end = Math.min(values.length, middle + GAP_SEARCH);
  for (let i = Math.max(1, middle - GAP_SEARCH); i < end; i++) {
    const [before, after] = [values[i - 1]!, values[i]!];
    // not halfway: there the edges of what is grown by half a step of a grid lie
    const between = before + (after - before) * 0.41;
    if (after - before > width && between > before && between < after) [width, at] = [after - before, between];
  }
  return at;
}
