import type { Bounds, GeometryColumn } from "./column.ts";
import { columnRange } from "./shared-column.ts";

/** The box around everything in CRS units; undefined when no feature has a vertex. */
export function boundsOf({ xy }: Pick<GeometryColumn, "xy">): Bounds | undefined {
  const box = new Float64Array(4);
  boundsOfValues(xy, 0, xy.length, box);
  return asBounds(box, 0);
}

/** The box around each feature: minX, minY, maxX, maxY one after the other; four NaN for a feature without vertices. */
export function featureBounds(column: GeometryColumn): Float64Array {
  const boxes = new Float64Array(4 * column.length);
  const box = new Float64Array(4);
  for (let i = 0; i < column.length; i++) {
    const { vertexStart, vertexEnd } = columnRange(column, i, i + 1);
    boundsOfValues(column.xy, 2 * vertexStart, 2 * vertexEnd, box);
    boxes.set(box, 4 * i);
  }
  return boxes;
}

/** The box around feature `index`; undefined for one without vertices. */
export function boundsOfFeature(column: GeometryColumn, index: number): Bounds | undefined {
  const { vertexStart, vertexEnd } = columnRange(column, index, index + 1);
  const box = new Float64Array(4);
  boundsOfValues(column.xy, 2 * vertexStart, 2 * vertexEnd, box);
  return asBounds(box, 0);
}

/** Feature `index` of what featureBounds gave; undefined for a feature without vertices. */
export function boundsAt(boxes: Float64Array, index: number): Bounds | undefined {
  return asBounds(boxes, 4 * index);
}

/** The box around several; undefined around none. */
export function unionOfBounds(all: readonly Bounds[]): Bounds | undefined {
  if (all.length === 0) return undefined;
  return [
    Math.min(...all.map(([minX]) => minX)),
    Math.min(...all.map(([, minY]) => minY)),
    Math.max(...all.map(([, , maxX]) => maxX)),
    Math.max(...all.map(([, , , maxY]) => maxY)),
  ];
}

function asBounds(boxes: Float64Array, at: number): Bounds | undefined {
  if (Number.isNaN(boxes[at])) return undefined;
  return [boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!];
}

/** Coordinates that are NaN (outside of a projection's reach) do not count. */
function boundsOfValues(xy: Float64Array, start: number, end: number, box: Float64Array): void {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let k = start; k < end; k += 2) {
    const x = xy[k]!;
    const y = xy[k + 1]!;
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  if (minX > maxX || minY > maxY) box.fill(Number.NaN);
  else {
    box[0] = minX;
    box[1] = minY;
    box[2] = maxX;
    box[3] = maxY;
  }
}
