import type { GeometryColumn } from "./column.ts";

/** How many of each a column has. */
export interface ColumnSizes {
  readonly features: number;
  readonly parts: number;
  readonly rings: number;
  readonly vertices: number;
  /** Whether there are heights; then they are NaN where nobody sets one. */
  readonly z?: boolean;
  /** Whether there are measures, likewise. */
  readonly m?: boolean;
}

/** A column of these sizes, all zero, each array in a SharedArrayBuffer of exactly its size. Whoever makes it fills it. */
export function allocateColumn({ features, parts, rings, vertices, z, m }: ColumnSizes): GeometryColumn {
  return {
    length: features,
    kinds: new Uint8Array(new SharedArrayBuffer(features)),
    partKinds: new Uint8Array(new SharedArrayBuffer(parts)),
    geomOffsets: new Uint32Array(new SharedArrayBuffer(4 * (features + 1))),
    partOffsets: new Uint32Array(new SharedArrayBuffer(4 * (parts + 1))),
    ringOffsets: new Uint32Array(new SharedArrayBuffer(4 * (rings + 1))),
    xy: new Float64Array(new SharedArrayBuffer(16 * vertices)),
    ...(z === true && { z: unknownOrdinates(vertices) }),
    ...(m === true && { m: unknownOrdinates(vertices) }),
  };
}

/** What a table of so many rows has for geometries. */
export function absentGeometry(rows: number): GeometryColumn {
  return { ...allocateColumn({ features: rows, parts: 0, rings: 0, vertices: 0 }), absent: true };
}

function unknownOrdinates(vertices: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * vertices)).fill(Number.NaN);
}

/** The parts, rings and vertices that features [start, end) own; all are contiguous, because offsets only rise. */
export interface ColumnRange {
  readonly partStart: number;
  readonly partEnd: number;
  readonly ringStart: number;
  readonly ringEnd: number;
  readonly vertexStart: number;
  readonly vertexEnd: number;
}

export function columnRange(column: GeometryColumn, start: number, end: number): ColumnRange {
  const { geomOffsets, partOffsets, ringOffsets } = column;
  const partStart = geomOffsets[start]!;
  const partEnd = geomOffsets[end]!;
  const ringStart = partOffsets[partStart]!;
  const ringEnd = partOffsets[partEnd]!;
  return {
    partStart,
    partEnd,
    ringStart,
    ringEnd,
    vertexStart: ringOffsets[ringStart]!,
    vertexEnd: ringOffsets[ringEnd]!,
  };
}

/** Copies source[start, end) to target[at, …). */
export function copyValues<T extends Uint8Array | Float64Array>(
  source: T,
  [start, end]: readonly [number, number],
  target: T,
  at: number,
): void {
  // For a few values a loop is faster than making a view.
  if (end - start > 64) target.set(source.subarray(start, end), at);
  else for (let i = start, k = at; i < end; i++, k++) target[k] = source[i]!;
}

/** Copies z and m of the vertices [start, end), where both columns have them. */
export function copyOrdinates(
  source: GeometryColumn,
  [start, end]: readonly [number, number],
  target: GeometryColumn,
  at: number,
): void {
  if (source.z !== undefined && target.z !== undefined) copyValues(source.z, [start, end], target.z, at);
  if (source.m !== undefined && target.m !== undefined) copyValues(source.m, [start, end], target.m, at);
}

/**
 * Copies the ends of items [start, end) behind offset `at` of the target, all moved by `shift`. The first offset of a
 * column is 0 and stays.
 */
export function copyOffsets(
  source: Uint32Array,
  [start, end]: readonly [number, number],
  target: Uint32Array,
  [at, shift]: readonly [number, number],
): void {
  for (let i = start + 1, k = at + 1; i <= end; i++, k++) target[k] = source[i]! + shift;
}
