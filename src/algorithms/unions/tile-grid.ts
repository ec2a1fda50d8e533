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
  const ys = ordinates(column, features, 1);
  const ratio = (xs.at(-1)! - xs[0]!) / (ys.at(-1)! - ys[0]!);
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt(count * ratio))));
  const rows = Math.max(1, Math.round(count / columns));
  const verticals = sides(xs, columns);
  if (verticals === undefined) return undefined;
  const tiles: Tile[] = [];
  for (let i = 0; i + 1 < verticals.length; i++) {
    const own = ordinates(column, features, 1, [verticals[i]!, verticals[i + 1]!]);
    const horizontals = sides(own.length === 0 ? ys : own, rows);
    if (horizontals === undefined) return undefined;
    for (let j = 0; j + 1 < horizontals.length; j++) {
      const box = [verticals[i]!, horizontals[j]!, verticals[i + 1]!, horizontals[j + 1]!] as const;
      tiles.push({ box, column: i, row: j });
    }
  }
  return tiles;
}

/** x (axis 0) or y (1) of the features' vertices, sorted; of those only whose x lies within. */
function ordinates(
  column: GeometryColumn,
  features: readonly number[],
  axis: 0 | 1,
  [from, to]: readonly [number, number] = [-Infinity, Infinity],
): Float64Array {
  const values: number[] = [];
  for (const feature of features) {
    const { vertexStart, vertexEnd } = columnRange(column, feature, feature + 1);
    for (let v = vertexStart; v < vertexEnd; v++) {
      const x = column.xy[2 * v]!;
      if (x >= from && x <= to) values.push(column.xy[2 * v + axis]!);
    }
  }
  return Float64Array.from(values).toSorted();
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
