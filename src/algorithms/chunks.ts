import type { GeometryColumn } from "../geometry/column.ts";
import { columnRange } from "../geometry/shared-column.ts";

/** Enough for lanes to balance each other and for progress to move; few enough that messages cost nothing. */
const CHUNKS = 64;
const SMALLEST_CHUNK = 2000;
/** What a feature costs besides its vertices, in vertices. */
const FEATURE_COST = 4;

/**
 * Splits a layer into ranges [start, end) of about equal work, at most `chunks` plus one. It depends on the layer alone,
 * never on the number of lanes, so that the result of a chunked algorithm does not either. An empty layer is one empty
 * range: its answer has the right fields.
 * @param smallest least work of a range, in vertices
 */
export function planChunks(
  column: GeometryColumn,
  chunks = CHUNKS,
  smallest = SMALLEST_CHUNK,
): readonly (readonly [start: number, end: number])[] {
  const total = column.xy.length / 2 + FEATURE_COST * column.length;
  const target = Math.max(smallest, total / chunks);
  const ranges: [number, number][] = [];
  let start = 0;
  let work = 0;
  for (let i = 0; i < column.length; i++) {
    const { vertexStart, vertexEnd } = columnRange(column, i, i + 1);
    work += vertexEnd - vertexStart + FEATURE_COST;
    if (work < target) continue;
    ranges.push([start, i + 1]);
    start = i + 1;
    work = 0;
  }
  if (start < column.length || ranges.length === 0) ranges.push([start, column.length]);
  return ranges;
}
