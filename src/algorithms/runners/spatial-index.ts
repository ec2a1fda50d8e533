import Flatbush from "flatbush";
import { featureBounds } from "../../geometry/bounds.ts";
import type { GeometryColumn } from "../../geometry/column.ts";

/** Memory of an index of the features' boxes; undefined for a layer without features. Nothing finds one without a box. */
export type SharedIndex = SharedArrayBuffer | undefined;

export function makeIndex(column: GeometryColumn): SharedIndex {
  if (column.length === 0) return undefined;
  const boxes = featureBounds(column);
  const index = new Flatbush(column.length, 16, Float64Array, SharedArrayBuffer);
  for (let i = 0; i < boxes.length; i += 4) {
    const [minX, minY, maxX, maxY] = boxes.subarray(i, i + 4);
    if (Number.isNaN(minX)) index.add(Infinity, Infinity, -Infinity, -Infinity);
    else index.add(minX!, minY!, maxX, maxY);
  }
  index.finish();
  return index.data as SharedArrayBuffer;
}

export function openIndex(index: SharedIndex): Flatbush | undefined {
  return index === undefined ? undefined : Flatbush.from(index);
}
