import { sliceColumn } from "../geometry/append.ts";
import type { GeometryColumn } from "../geometry/column.ts";
import { columnRange } from "../geometry/shared-column.ts";
import { sliceColumns } from "./attributes.ts";
import { contentHash } from "./content-hash.ts";
import type { LayerData } from "./layer-data.ts";

/** What a notebook keeps of a layer's content; it takes time to compute. */
export interface Digest {
  readonly hash: string;
  readonly sketch: Sketch;
}

/** Half a kB that tells where, and about how far, a layer differs from another of which there is only this. */
export interface Sketch {
  readonly vertices: number;
  /** First digits of the hash of all but coordinates: kinds, parts, fields, values. */
  readonly rest: string;
  /** Base64: two bytes of the hash of each run of features. A layer has up to 128 runs, of one feature or more. */
  readonly marks: string;
  /**
   * Base64: for each of up to 8 runs of features the sums of all x and of all y, and the number of vertices, as doubles
   * with the low byte first.
   */
  readonly sums: string;
}

const MOST_MARKS = 128;
const MOST_SUMS = 8;
export const MARK_BYTES = 2;
const REST_DIGITS = 10;

export function digestOf(data: LayerData): Digest {
  return { hash: contentHash(data), sketch: sketchOf(data) };
}

/** Where run `index` of `count` begins; where the one before ends. */
export function runStart(index: number, count: number, features: number): number {
  return Math.floor((index * features) / count);
}

export function sketchOf(data: LayerData): Sketch {
  const { geometry, fields, columns } = data;
  const features = geometry.length;
  const marks = runs(features, MOST_MARKS).map(([from, to]) => {
    const part = {
      ...data,
      geometry: sliceColumn(geometry, from, to),
      columns: sliceColumns(columns, from, to),
      fields,
    };
    return Buffer.from(contentHash(part), "hex").subarray(0, MARK_BYTES);
  });
  const sums = runs(features, MOST_SUMS).flatMap(([from, to]) => sumsOf(geometry, from, to));
  const bytes = Buffer.alloc(8 * sums.length);
  sums.forEach((sum, i) => bytes.writeDoubleLE(sum, 8 * i));
  return {
    vertices: geometry.xy.length / 2,
    rest: restHash(data).slice(0, REST_DIGITS),
    marks: Buffer.concat(marks).toString("base64"),
    sums: bytes.toString("base64"),
  };
}

function runs(features: number, most: number): readonly (readonly [from: number, to: number])[] {
  const count = Math.min(features, most);
  return Array.from({ length: count }, (_, i) => [runStart(i, count, features), runStart(i + 1, count, features)]);
}

/** Heights and measures go with the coordinates. */
function restHash(data: LayerData): string {
  const { z: _, m: __, ...geometry } = data.geometry;
  return contentHash({ ...data, geometry: { ...geometry, xy: new Float64Array(0) } });
}

/** Exact to the last digit or so, however many there are (Neumaier). */
function sumsOf(column: GeometryColumn, from: number, to: number): readonly [x: number, y: number, count: number] {
  const { vertexStart, vertexEnd } = columnRange(column, from, to);
  const [start, end] = [2 * vertexStart, 2 * vertexEnd];
  return [sumOf(column.xy, start, end), sumOf(column.xy, start + 1, end), vertexEnd - vertexStart];
}

/** Of every second value. */
function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let lost = 0;
  for (let i = from; i < to; i += 2) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}
