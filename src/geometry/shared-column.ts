import type { GeometryColumn } from "./column.ts";

/** How many of each a column has. */
export interface ColumnSizes {
  readonly features: number;
  readonly parts: number;
  readonly rings: number;
  readonly vertices: number;
}

/** A column of these sizes, all zero, each array in a SharedArrayBuffer of exactly its size. Whoever makes it fills it. */
export function allocateColumn({ features, parts, rings, vertices }: ColumnSizes): GeometryColumn {
  return {
    length: features,
    kinds: new Uint8Array(new SharedArrayBuffer(features)),
    partKinds: new Uint8Array(new SharedArrayBuffer(parts)),
    geomOffsets: new Uint32Array(new SharedArrayBuffer(4 * (features + 1))),
    partOffsets: new Uint32Array(new SharedArrayBuffer(4 * (parts + 1))),
    ringOffsets: new Uint32Array(new SharedArrayBuffer(4 * (rings + 1))),
    xy: new Float64Array(new SharedArrayBuffer(16 * vertices)),
  };
}

/** The parts, rings and vertices that features [start, end) own; all are contiguous, because offsets only rise. */
export interface ColumnRange {
  readonly features: readonly [start: number, end: number];
  readonly parts: readonly [start: number, end: number];
  readonly rings: readonly [start: number, end: number];
  readonly vertices: readonly [start: number, end: number];
}

export function columnRange(column: GeometryColumn, start: number, end: number): ColumnRange {
  const parts = [column.geomOffsets[start]!, column.geomOffsets[end]!] as const;
  const rings = [column.partOffsets[parts[0]]!, column.partOffsets[parts[1]]!] as const;
  const vertices = [column.ringOffsets[rings[0]]!, column.ringOffsets[rings[1]]!] as const;
  return { features: [start, end], parts, rings, vertices };
}
