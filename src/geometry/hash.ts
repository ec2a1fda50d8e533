import type { Hash } from "node:crypto";
import type { GeometryColumn } from "./column.ts";

const CHUNK_VALUES = 8192;
const bigEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 0;

/**
 * Feeds the content of a column to a hash: its counts, then every array in little-endian bytes. Equal geometries in
 * equal order give equal bytes, however the column came about (built, sliced, appended, computed).
 */
export function hashColumn(column: GeometryColumn, hash: Hash): void {
  const { kinds, partKinds, geomOffsets, partOffsets, ringOffsets, xy } = column;
  hashCounts([kinds.length, partKinds.length, ringOffsets.length - 1, xy.length / 2], hash);
  // Copies: the columns lie in shared memory, which not every version of node:crypto reads.
  hash.update(Uint8Array.from(kinds));
  hash.update(Uint8Array.from(partKinds));
  for (const offsets of [geomOffsets, partOffsets, ringOffsets]) hashCounts(offsets, hash);
  hashCoordinates(xy, hash);
  // named, and only where there are any: what has x and y alone keeps its hash
  for (const [name, values] of [
    ["z", column.z],
    ["m", column.m],
  ] as const) {
    if (values === undefined || !values.some((value) => !Number.isNaN(value))) continue;
    hash.update(name);
    hashCoordinates(values, hash);
  }
}

function hashCounts(values: ArrayLike<number>, hash: Hash): void {
  const bytes = Buffer.from(Uint32Array.from(values).buffer);
  hash.update(bigEndian ? bytes.swap32() : bytes);
}

function hashCoordinates(xy: Float64Array, hash: Hash): void {
  const chunk = new Float64Array(CHUNK_VALUES);
  for (let start = 0; start < xy.length; start += CHUNK_VALUES) {
    const count = Math.min(CHUNK_VALUES, xy.length - start);
    for (let i = 0; i < count; i++) {
      const value = xy[start + i]!;
      // + 0: -0 equals 0. A NaN has many bit patterns; this is one.
      chunk[i] = Number.isNaN(value) ? Number.NaN : value + 0;
    }
    const bytes = Buffer.from(chunk.buffer, 0, 8 * count);
    hash.update(bigEndian ? bytes.swap64() : bytes);
  }
}
