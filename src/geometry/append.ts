import type { GeometryColumn } from "./column.ts";
import {
  absentGeometry,
  allocateColumn,
  columnRange,
  copyOffsets,
  copyOrdinates,
  copyValues,
} from "./shared-column.ts";

/** All features of all columns, in order. */
export function concatColumns(columns: readonly GeometryColumn[]): GeometryColumn {
  const [only] = columns;
  if (only !== undefined && columns.length === 1) return only;
  if (only !== undefined && columns.every(({ absent }) => absent)) {
    return absentGeometry(columns.reduce((rows, { length }) => rows + length, 0));
  }
  return copyPieces(columns.map((column) => ({ column, start: 0, end: column.length })));
}

/** Features [start, end), in memory of their own. */
export function sliceColumn(column: GeometryColumn, start: number, end: number): GeometryColumn {
  if (column.absent) return absentGeometry(end - start);
  return copyPieces([{ column, start, end }]);
}

/** The features at these indices, in their order; an index may come twice. */
export function takeColumn(column: GeometryColumn, indices: ArrayLike<number>): GeometryColumn {
  if (column.absent) return absentGeometry(indices.length);
  const pieces: Piece[] = [];
  for (let i = 0; i < indices.length;) {
    const start = indices[i]!;
    let end = start + 1;
    // neighbours are copied at once
    for (i++; i < indices.length && indices[i] === end; i++) end++;
    pieces.push({ column, start, end });
  }
  return copyPieces(pieces);
}

/** Features [start, end) of a column. */
interface Piece {
  readonly column: GeometryColumn;
  readonly start: number;
  readonly end: number;
}

function copyPieces(pieces: readonly Piece[]): GeometryColumn {
  const sizes = { features: 0, parts: 0, rings: 0, vertices: 0, z: false, m: false };
  for (const { column, start, end } of pieces) {
    const range = columnRange(column, start, end);
    sizes.features += end - start;
    sizes.parts += range.partEnd - range.partStart;
    sizes.rings += range.ringEnd - range.ringStart;
    sizes.vertices += range.vertexEnd - range.vertexStart;
    sizes.z ||= column.z !== undefined;
    sizes.m ||= column.m !== undefined;
  }
  const target = allocateColumn(sizes);
  let [features, parts, rings, vertices] = [0, 0, 0, 0];
  for (const { column, start, end } of pieces) {
    const { partStart, partEnd, ringStart, ringEnd, vertexStart, vertexEnd } = columnRange(column, start, end);
    copyValues(column.kinds, [start, end], target.kinds, features);
    copyValues(column.partKinds, [partStart, partEnd], target.partKinds, parts);
    copyValues(column.xy, [2 * vertexStart, 2 * vertexEnd], target.xy, 2 * vertices);
    copyOrdinates(column, [vertexStart, vertexEnd], target, vertices);
    copyOffsets(column.geomOffsets, [start, end], target.geomOffsets, [features, parts - partStart]);
    copyOffsets(column.partOffsets, [partStart, partEnd], target.partOffsets, [parts, rings - ringStart]);
    copyOffsets(column.ringOffsets, [ringStart, ringEnd], target.ringOffsets, [rings, vertices - vertexStart]);
    features += end - start;
    parts += partEnd - partStart;
    rings += ringEnd - ringStart;
    vertices += vertexEnd - vertexStart;
  }
  return target;
}
