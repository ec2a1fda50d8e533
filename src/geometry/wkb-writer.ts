import { Kind, type GeometryColumn } from "./column.ts";
import { kindAt, type PartKind } from "./kind.ts";
import { columnRange } from "./shared-column.ts";

const HEAD = 5;
const COUNT = 4;
const NONE = new Float64Array(0);

export interface WkbOptions {
  /** ISO's numbers by default; PostGIS reads both, and knows an SRID in its own (EWKB) alone. */
  readonly dialect?: "iso" | "extended";
  /** Written where the dialect is "extended". */
  readonly srid?: number;
}

/**
 * Feature `index` as WKB, little-endian; undefined for a feature without geometry. z and m are written where one of its
 * vertices has them. An empty point has NaN for coordinates, as everywhere.
 */
export function wkbOf(
  column: GeometryColumn,
  index: number,
  options: WkbOptions = {},
): Uint8Array<ArrayBuffer> | undefined {
  if (kindAt(column, index) === Kind.Null) return undefined;
  const writer = new WkbWriter(column, index, options);
  return writer.feature();
}

/** Which of z and m a feature has: a value at one of its vertices. */
export function ordinatesOf(column: GeometryColumn, index: number): { readonly z: boolean; readonly m: boolean } {
  if (column.z === undefined && column.m === undefined) return { z: false, m: false };
  const { vertexStart, vertexEnd } = columnRange(column, index, index + 1);
  const has = (values: Float64Array = NONE): boolean =>
    values.subarray(vertexStart, vertexEnd).some((value) => !Number.isNaN(value));
  return { z: has(column.z), m: has(column.m) };
}

class WkbWriter {
  readonly #column: GeometryColumn;
  readonly #index: number;
  readonly #options: WkbOptions;
  readonly #z: Float64Array | undefined;
  readonly #m: Float64Array | undefined;
  readonly #view: DataView<ArrayBuffer>;
  #at = 0;

  constructor(column: GeometryColumn, index: number, options: WkbOptions) {
    const { z, m } = ordinatesOf(column, index);
    this.#column = column;
    this.#index = index;
    this.#options = options;
    this.#z = z ? column.z : undefined;
    this.#m = m ? column.m : undefined;
    this.#view = new DataView(new ArrayBuffer(this.#size()));
  }

  feature(): Uint8Array<ArrayBuffer> {
    const kind = kindAt(this.#column, this.#index);
    const [first, last] = [this.#column.geomOffsets[this.#index]!, this.#column.geomOffsets[this.#index + 1]!];
    this.#head(kind, this.#srid);
    if (kind > Kind.Polygon) {
      this.#count(last - first);
      for (let part = first; part < last; part++) {
        this.#head(this.#column.partKinds[part]!, undefined);
        this.#body(this.#column.partKinds[part] as PartKind, part);
      }
    } else if (last > first) this.#body(kind as PartKind, first);
    else if (kind === Kind.Point) this.#emptyPoint();
    else this.#count(0);
    return new Uint8Array(this.#view.buffer);
  }

  get #srid(): number | undefined {
    return this.#options.dialect === "extended" ? this.#options.srid : undefined;
  }

  #size(): number {
    const kind = kindAt(this.#column, this.#index);
    const range = columnRange(this.#column, this.#index, this.#index + 1);
    const vertexSize = 16 + (this.#z ? 8 : 0) + (this.#m ? 8 : 0);
    let size = HEAD + (this.#srid === undefined ? 0 : COUNT) + (range.vertexEnd - range.vertexStart) * vertexSize;
    const isMulti = kind > Kind.Polygon;
    if (isMulti) size += COUNT + HEAD * (range.partEnd - range.partStart);
    else if (range.partEnd === range.partStart) size += kind === Kind.Point ? vertexSize : COUNT;
    for (let part = range.partStart; part < range.partEnd; part++) {
      const partKind = this.#column.partKinds[part]!;
      const rings = this.#column.partOffsets[part + 1]! - this.#column.partOffsets[part]!;
      if (partKind === Kind.LineString) size += COUNT;
      if (partKind === Kind.Polygon) size += COUNT + COUNT * rings;
    }
    return size;
  }

  #head(kind: number, srid: number | undefined): void {
    const [z, m] = [this.#z !== undefined, this.#m !== undefined];
    const iso = kind + (z ? 1000 : 0) + (m ? 2000 : 0);
    const extended = (kind | (z ? 0x80000000 : 0) | (m ? 0x40000000 : 0) | (srid === undefined ? 0 : 0x20000000)) >>> 0;
    this.#view.setUint8(this.#at, 1);
    this.#view.setUint32(this.#at + 1, this.#options.dialect === "extended" ? extended : iso, true);
    this.#at += HEAD;
    if (srid === undefined) return;
    this.#view.setInt32(this.#at, srid, true);
    this.#at += COUNT;
  }

  #body(kind: PartKind, part: number): void {
    const { partOffsets, ringOffsets } = this.#column;
    const [first, last] = [partOffsets[part]!, partOffsets[part + 1]!];
    if (kind === Kind.Polygon) this.#count(last - first);
    for (let ring = first; ring < last; ring++) {
      const [start, end] = [ringOffsets[ring]!, ringOffsets[ring + 1]!];
      if (kind !== Kind.Point) this.#count(end - start);
      this.#vertices(start, end);
    }
  }

  #vertices(start: number, end: number): void {
    const [view, xy, z, m] = [this.#view, this.#column.xy, this.#z, this.#m];
    let at = this.#at;
    for (let v = start; v < end; v++) {
      view.setFloat64(at, xy[2 * v]!, true);
      view.setFloat64(at + 8, xy[2 * v + 1]!, true);
      at += 16;
      if (z !== undefined) {
        view.setFloat64(at, z[v]!, true);
        at += 8;
      }
      if (m !== undefined) {
        view.setFloat64(at, m[v]!, true);
        at += 8;
      }
    }
    this.#at = at;
  }

  #emptyPoint(): void {
    this.#view.setFloat64(this.#at, Number.NaN, true);
    this.#view.setFloat64(this.#at + 8, Number.NaN, true);
  }

  #count(count: number): void {
    this.#view.setUint32(this.#at, count, true);
    this.#at += COUNT;
  }
}
