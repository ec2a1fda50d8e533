import { Kind, type GeometryColumn } from "../geometry/column.ts";
import { allocateColumn, columnRange, copyOffsets, copyValues } from "../geometry/shared-column.ts";
import type { CrsId } from "./crs-id.ts";
import { openTransform } from "./transform.ts";

/**
 * The same features in another CRS: every vertex is converted, none are added. As in QGIS, a feature with a vertex that
 * has no image in the target loses its whole geometry; `onLost` hears its index.
 */
export function reprojectColumn(
  column: GeometryColumn,
  from: CrsId,
  to: CrsId,
  onLost?: (index: number) => void,
): GeometryColumn {
  if (from === to) return column;
  const xy = new Float64Array(new SharedArrayBuffer(column.xy.length * 8));
  const lost = openTransform(from, to)(column.xy, xy);
  const moved = { ...column, xy };
  return lost === 0 ? moved : withoutUnplaced(moved, onLost);
}

function withoutUnplaced(column: GeometryColumn, onLost: ((index: number) => void) | undefined): GeometryColumn {
  const keep: boolean[] = [];
  const sizes = { features: column.length, parts: 0, rings: 0, vertices: 0 };
  for (let i = 0; i < column.length; i++) {
    const range = columnRange(column, i, i + 1);
    keep[i] = !column.xy.subarray(range.vertexStart * 2, range.vertexEnd * 2).includes(Number.NaN);
    if (!keep[i]) {
      onLost?.(i);
      continue;
    }
    sizes.parts += range.partEnd - range.partStart;
    sizes.rings += range.ringEnd - range.ringStart;
    sizes.vertices += range.vertexEnd - range.vertexStart;
  }
  const target = allocateColumn(sizes);
  let [parts, rings, vertices] = [0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    if (keep[i]) {
      const { partStart, partEnd, ringStart, ringEnd, vertexStart, vertexEnd } = columnRange(column, i, i + 1);
      copyValues(column.partKinds, [partStart, partEnd], target.partKinds, parts);
      copyValues(column.xy, [2 * vertexStart, 2 * vertexEnd], target.xy, 2 * vertices);
      copyOffsets(column.partOffsets, [partStart, partEnd], target.partOffsets, [parts, rings - ringStart]);
      copyOffsets(column.ringOffsets, [ringStart, ringEnd], target.ringOffsets, [rings, vertices - vertexStart]);
      parts += partEnd - partStart;
      rings += ringEnd - ringStart;
      vertices += vertexEnd - vertexStart;
    }
    target.kinds[i] = keep[i] ? column.kinds[i]! : Kind.Null;
    target.geomOffsets[i + 1] = parts;
  }
  return target;
}
