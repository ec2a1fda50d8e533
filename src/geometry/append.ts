import type { GeometryColumn } from "./column.ts";
import { allocateColumn, columnRange, type ColumnRange } from "./shared-column.ts";

/** All features of all columns, in order. */
export function concatColumns(columns: readonly GeometryColumn[]): GeometryColumn {
  const [only] = columns;
  if (only !== undefined && columns.length === 1) return only;
  return copyPieces(columns.map((column) => ({ column, range: columnRange(column, 0, column.length) })));
}

/** Features [start, end), in memory of their own. */
export function sliceColumn(column: GeometryColumn, start: number, end: number): GeometryColumn {
  return copyPieces([{ column, range: columnRange(column, start, end) }]);
}

/** The features at these indices, in their order; an index may come twice. */
export function takeColumn(column: GeometryColumn, indices: ArrayLike<number>): GeometryColumn {
  const pieces: Piece[] = [];
  for (let i = 0; i < indices.length;) {
    const start = indices[i]!;
    let end = start + 1;
    // neighbours are copied at once
    for (i++; i < indices.length && indices[i] === end; i++) end++;
    pieces.push({ column, range: columnRange(column, start, end) });
  }
  return copyPieces(pieces);
}

interface Piece {
  readonly column: GeometryColumn;
  readonly range: ColumnRange;
}

function copyPieces(pieces: readonly Piece[]): GeometryColumn {
  const total = { features: 0, parts: 0, rings: 0, vertices: 0 };
  for (const { range } of pieces) {
    total.features += range.features[1] - range.features[0];
    total.parts += range.parts[1] - range.parts[0];
    total.rings += range.rings[1] - range.rings[0];
    total.vertices += range.vertices[1] - range.vertices[0];
  }
  const target = allocateColumn(total);
  const at = { features: 0, parts: 0, rings: 0, vertices: 0 };
  for (const { column, range } of pieces) {
    const { features, parts, rings, vertices } = range;
    target.kinds.set(column.kinds.subarray(...features), at.features);
    target.partKinds.set(column.partKinds.subarray(...parts), at.parts);
    target.xy.set(column.xy.subarray(2 * vertices[0], 2 * vertices[1]), 2 * at.vertices);
    copyOffsets(column.geomOffsets, features, target.geomOffsets, [at.features, at.parts - parts[0]]);
    copyOffsets(column.partOffsets, parts, target.partOffsets, [at.parts, at.rings - rings[0]]);
    copyOffsets(column.ringOffsets, rings, target.ringOffsets, [at.rings, at.vertices - vertices[0]]);
    at.features += features[1] - features[0];
    at.parts += parts[1] - parts[0];
    at.rings += rings[1] - rings[0];
    at.vertices += vertices[1] - vertices[0];
  }
  return target;
}

/** Copies the ends of items [start, end); the first offset of a column is 0 and stays. */
function copyOffsets(
  source: Uint32Array,
  [start, end]: readonly [number, number],
  target: Uint32Array,
  [at, shift]: readonly [number, number],
): void {
  for (let i = start + 1, k = at + 1; i <= end; i++, k++) target[k] = source[i]! + shift;
}
