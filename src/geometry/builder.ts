import { Kind, type GeometryColumn, type GeometryKind } from "./column.ts";
import { appendGeoJson, type GeometrySink } from "./geojson-reader.ts";
import type { PartKind } from "./kind.ts";
import { OrdinateBuilder } from "./ordinate-builder.ts";
import { allocateColumn, columnRange, copyOffsets, copyValues, type ColumnRange } from "./shared-column.ts";
import type { Geometry } from "geojson";

/** Heights and measures of vertices, in the same order as their coordinates. */
export interface Ordinates {
  readonly z?: Float64Array | undefined;
  readonly m?: Float64Array | undefined;
}

const NO_ORDINATES: Ordinates = {};

/**
 * Collects features one after the other and makes a GeometryColumn of them. It keeps what a column promises: rings of
 * polygons are closed, rings and parts without vertices are left out, and there is no negative zero.
 */
export class GeometryBuilder implements GeometrySink {
  #kinds = new Uint8Array(64);
  #partKinds = new Uint8Array(64);
  #geomOffsets = new Uint32Array(64);
  #partOffsets = new Uint32Array(64);
  #ringOffsets = new Uint32Array(64);
  #xy: Float64Array<ArrayBuffer>;
  readonly #z = new OrdinateBuilder();
  readonly #m = new OrdinateBuilder();
  #features = 0;
  #parts = 0;
  #rings = 0;
  /** Values in use of #xy, two a vertex. */
  #values = 0;
  #partKind: PartKind = Kind.Point;
  #kind: GeometryKind = Kind.Null;

  /** @param capacityVertices how many vertices to make room for at once; more are taken as needed. */
  constructor(capacityVertices = 1024) {
    this.#xy = new Float64Array(2 * Math.max(1, capacityVertices));
  }

  /** Finished features. */
  get length(): number {
    return this.#features;
  }

  /**
   * Adds a feature from GeoJSON; null is a feature without geometry. A third ordinate is its height, further ones are
   * dropped; members of nested collections become parts of the outer one.
   * Throws SpatialError INVALID_GEOMETRY, and adds nothing, when it is not GeoJSON or has coordinates that are no
   * finite numbers.
   */
  addGeoJson(geometry: Geometry | null): void {
    try {
      appendGeoJson(this, geometry);
    } catch (error) {
      this.discardFeature();
      throw error;
    }
  }

  /** Takes back what was added since the last feature ended. */
  discardFeature(): void {
    this.#parts = this.#geomOffsets[this.#features]!;
    this.#rings = this.#partOffsets[this.#parts]!;
    this.#values = 2 * this.#ringOffsets[this.#rings]!;
    this.#z.truncate(this.#values / 2);
    this.#m.truncate(this.#values / 2);
  }

  /** Adds feature `index` of another column. */
  addFrom(column: GeometryColumn, index: number): void {
    const range = columnRange(column, index, index + 1);
    const { partStart, partEnd, ringStart, ringEnd, vertexStart, vertexEnd } = range;
    this.#reserve(range);
    const [parts, rings, vertices] = [this.#parts, this.#rings, this.#values / 2];
    copyValues(column.xy, [2 * vertexStart, 2 * vertexEnd], this.#xy, this.#values);
    this.#z.copy(column.z, [vertexStart, vertexEnd], vertices);
    this.#m.copy(column.m, [vertexStart, vertexEnd], vertices);
    copyValues(column.partKinds, [partStart, partEnd], this.#partKinds, parts);
    copyOffsets(column.ringOffsets, [ringStart, ringEnd], this.#ringOffsets, [rings, vertices - vertexStart]);
    copyOffsets(column.partOffsets, [partStart, partEnd], this.#partOffsets, [parts, rings - ringStart]);
    this.#values += 2 * (vertexEnd - vertexStart);
    this.#rings += ringEnd - ringStart;
    this.#parts += partEnd - partStart;
    this.#kinds[this.#features] = column.kinds[index]!;
    this.#geomOffsets[++this.#features] = this.#parts;
  }

  /** Starts a feature; then come its parts, and endFeature. */
  beginFeature(kind: GeometryKind): void {
    this.#kind = kind;
  }

  /** Starts a part; then come its rings. Points and lines have one. */
  beginPart(kind: PartKind): void {
    this.#endPart();
    this.#partKind = kind;
  }

  /** Starts a ring: of a polygon the shell first, then holes. */
  beginRing(): void {
    this.#endRing();
  }

  /** @param z height, @param m measure; NaN for none */
  addVertex(x: number, y: number, z = Number.NaN, m = Number.NaN): void {
    this.#z.set(this.#values / 2, z);
    this.#m.set(this.#values / 2, m);
    if (this.#values + 2 > this.#xy.length) this.#xy = grown(this.#xy, this.#values + 2);
    // + 0 makes -0 a 0, so that equal content has equal bytes
    this.#xy[this.#values++] = x + 0;
    this.#xy[this.#values++] = y + 0;
  }

  /** Adds vertices [from, to) of interleaved coordinates, and of z and m; counted in vertices, not values. */
  addVertices(xy: Float64Array, from = 0, to = xy.length / 2, { z, m }: Ordinates = NO_ORDINATES): void {
    this.#z.copy(z, [from, to], this.#values / 2);
    this.#m.copy(m, [from, to], this.#values / 2);
    const values = this.#values + 2 * (to - from);
    if (values > this.#xy.length) this.#xy = grown(this.#xy, values);
    const target = this.#xy;
    for (let i = 2 * from, k = this.#values; k < values; i++, k++) target[k] = xy[i]! + 0;
    this.#values = values;
  }

  endFeature(): void {
    this.#endPart();
    this.#kinds = grown(this.#kinds, this.#features + 1);
    this.#kinds[this.#features] = this.#kind;
    this.#geomOffsets = grown(this.#geomOffsets, this.#features + 2);
    this.#geomOffsets[++this.#features] = this.#parts;
  }

  /** The column, in memory of its own: the builder may go on and finish again. */
  finish(): GeometryColumn {
    const [features, parts, rings, values] = [this.#features, this.#parts, this.#rings, this.#values];
    const [z, m] = [!this.#z.isEmpty, !this.#m.isEmpty];
    const column = allocateColumn({ features, parts, rings, vertices: values / 2, z, m });
    column.kinds.set(this.#kinds.subarray(0, features));
    column.partKinds.set(this.#partKinds.subarray(0, parts));
    column.geomOffsets.set(this.#geomOffsets.subarray(0, features + 1));
    column.partOffsets.set(this.#partOffsets.subarray(0, parts + 1));
    column.ringOffsets.set(this.#ringOffsets.subarray(0, rings + 1));
    column.xy.set(this.#xy.subarray(0, values));
    if (column.z !== undefined) this.#z.copyTo(column.z);
    if (column.m !== undefined) this.#m.copyTo(column.m);
    return column;
  }

  #endRing(): void {
    const start = 2 * this.#ringOffsets[this.#rings]!;
    const end = this.#values;
    if (end === start) return;
    if (this.#partKind === Kind.Polygon) {
      const [x, y] = [this.#xy[start]!, this.#xy[start + 1]!];
      if (x !== this.#xy[end - 2] || y !== this.#xy[end - 1]) {
        this.addVertex(x, y, this.#z.at(start / 2), this.#m.at(start / 2));
      }
    }
    this.#ringOffsets = grown(this.#ringOffsets, this.#rings + 2);
    this.#ringOffsets[++this.#rings] = this.#values / 2;
  }

  #endPart(): void {
    this.#endRing();
    if (this.#rings === this.#partOffsets[this.#parts]) return;
    this.#partKinds = grown(this.#partKinds, this.#parts + 1);
    this.#partKinds[this.#parts] = this.#partKind;
    this.#partOffsets = grown(this.#partOffsets, this.#parts + 2);
    this.#partOffsets[++this.#parts] = this.#rings;
  }

  #reserve(range: ColumnRange): void {
    const parts = this.#parts + range.partEnd - range.partStart;
    this.#kinds = grown(this.#kinds, this.#features + 1);
    this.#geomOffsets = grown(this.#geomOffsets, this.#features + 2);
    this.#partKinds = grown(this.#partKinds, parts);
    this.#partOffsets = grown(this.#partOffsets, parts + 1);
    this.#ringOffsets = grown(this.#ringOffsets, this.#rings + range.ringEnd - range.ringStart + 1);
    this.#xy = grown(this.#xy, this.#values + 2 * (range.vertexEnd - range.vertexStart));
  }
}

type Growable = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The array itself if it holds `needed` values, else a copy twice as long. */
function grown<T extends Growable>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(2 * array.length, needed));
  larger.set(array);
  return larger;
}
