import { SpatialError } from "../errors.ts";
import type { GeometryBuilder } from "./builder.ts";
import { Kind, type GeometryKind } from "./column.ts";
import { partKindOf, type PartKind } from "./kind.ts";
import { curveProblem, geometryTypeName, kindOfType } from "./wkb-types.ts";

/** Flags of EWKB; ISO adds 1000 for z, 2000 for m, 3000 for both. */
const EWKB_Z = 0x80000000;
const EWKB_M = 0x40000000;
const EWKB_SRID = 0x20000000;
const EWKB_FLAGS = EWKB_Z | EWKB_M | EWKB_SRID;

const MAX_DEPTH = 32;
/** Byte order, type and a count: no member of a collection is shorter. */
const SMALLEST_MEMBER = 9;

/**
 * Adds one feature from WKB, in any of its dialects: OGC's, ISO's (Z, M, ZM), PostGIS's EWKB, GDAL's 2.5D; either byte
 * order. Members of nested collections become parts of the outer one; empty members are left out; what is made of planes
 * (TIN, polyhedral surface) becomes a MultiPolygon.
 * Throws SpatialError INVALID_GEOMETRY, and adds nothing, for bytes that are damaged and for curves.
 * @returns the SRID that EWKB names; 0 without one.
 */
export function appendWkb(builder: GeometryBuilder, bytes: Uint8Array): number {
  return appended(builder, bytes, true).srid;
}

/** The same of bytes that others may follow. @returns how many were its own, too */
export function appendFirstWkb(builder: GeometryBuilder, bytes: Uint8Array): Appended {
  return appended(builder, bytes, false);
}

interface Appended {
  readonly srid: number;
  readonly length: number;
}

function appended(builder: GeometryBuilder, bytes: Uint8Array, isWhole: boolean): Appended {
  const reader = new WkbReader(builder, bytes);
  try {
    const length = reader.feature(isWhole);
    return { srid: reader.srid, length };
  } catch (error) {
    builder.discardFeature();
    throw error;
  }
}

interface Head {
  readonly kind: GeometryKind;
  readonly hasZ: boolean;
  readonly hasM: boolean;
}

class WkbReader {
  readonly #builder: GeometryBuilder;
  readonly #view: DataView;
  #at = 0;
  #little = true;
  srid = 0;

  constructor(builder: GeometryBuilder, bytes: Uint8Array) {
    this.#builder = builder;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @returns where it ends */
  feature(isWhole: boolean): number {
    const head = this.#head();
    this.#builder.beginFeature(head.kind);
    this.#body(head, 0);
    const left = this.#view.byteLength - this.#at;
    if (left > 0 && isWhole) this.#fail(`${left} bytes are left behind its end`);
    this.#builder.endFeature();
    return this.#at;
  }

  #head(): Head {
    this.#need(5, "a byte order and a type");
    const order = this.#view.getUint8(this.#at);
    if (order > 1) this.#fail(`its byte order is ${order}, neither 0 nor 1`);
    this.#little = order === 1;
    const word = this.#view.getUint32(this.#at + 1, this.#little);
    const base = (word & ~EWKB_FLAGS) >>> 0;
    const [type, dimensions] = [base % 1000, Math.trunc(base / 1000)];
    const name = dimensions > 3 ? undefined : geometryTypeName(type);
    if (name === undefined) this.#fail(`its type is ${word}, which stands for none`);
    const kind = kindOfType(name) ?? this.#fail(curveProblem(name), "cannot be read");
    this.#at += 5;
    if ((word & EWKB_SRID) !== 0) {
      this.#need(4, "an SRID");
      this.srid = this.#view.getInt32(this.#at, this.#little);
      this.#at += 4;
    }
    const hasZ = (word & EWKB_Z) !== 0 || (dimensions & 1) !== 0;
    const hasM = (word & EWKB_M) !== 0 || (dimensions & 2) !== 0;
    return { kind, hasZ, hasM };
  }

  #body(head: Head, depth: number): void {
    switch (head.kind) {
      case Kind.Point:
        return this.#point(head);
      case Kind.LineString:
        this.#builder.beginPart(Kind.LineString);
        this.#ring(head);
        return;
      case Kind.Polygon:
        return this.#polygon(head);
      case Kind.MultiPoint:
      case Kind.MultiLineString:
      case Kind.MultiPolygon:
        return this.#members(partKindOf(head.kind), depth);
      case Kind.GeometryCollection:
        return this.#members(undefined, depth);
      case Kind.Null:
    }
  }

  #point(head: Head): void {
    this.#need(sizeOfVertex(head), "a point");
    const [x, y] = [this.#view.getFloat64(this.#at, this.#little), this.#view.getFloat64(this.#at + 8, this.#little)];
    if (Number.isNaN(x) && Number.isNaN(y)) {
      this.#at += sizeOfVertex(head); // an empty point
      return;
    }
    this.#builder.beginPart(Kind.Point);
    this.#builder.beginRing();
    this.#vertices(head, 1);
  }

  #polygon(head: Head): void {
    const rings = this.#count(4, "rings");
    let isHollow = false;
    for (let i = 0; i < rings; i++) {
      if (i === 0) {
        this.#builder.beginPart(Kind.Polygon);
        isHollow = this.#ring(head) === 0;
      } else if (!isHollow) this.#ring(head);
      // an empty shell leaves nothing for its holes to be cut from
      else this.#at += this.#count(sizeOfVertex(head), "vertices") * sizeOfVertex(head);
    }
  }

  /** Returns how many vertices it has. */
  #ring(head: Head): number {
    const vertices = this.#count(sizeOfVertex(head), "vertices");
    this.#builder.beginRing();
    this.#vertices(head, vertices);
    return vertices;
  }

  /** The bytes of that many are there: somebody has looked. */
  #vertices({ hasZ, hasM }: Head, count: number): void {
    const [view, little, builder] = [this.#view, this.#little, this.#builder];
    let at = this.#at;
    for (let i = 0; i < count; i++, at += 16) {
      const [x, y] = [view.getFloat64(at, little), view.getFloat64(at + 8, little)];
      if (!Number.isFinite(x + y)) this.#refuse(x, y); // a sum of two finite ones may be infinite, too
      if (!hasZ && !hasM) builder.addVertex(x, y);
      else {
        const z = hasZ ? this.#ordinate(at + 16) : Number.NaN;
        if (hasZ) at += 8;
        const m = hasM ? this.#ordinate(at + 16) : Number.NaN;
        if (hasM) at += 8;
        builder.addVertex(x, y, z, m);
      }
    }
    this.#at = at;
  }

  /** NaN stands for none. */
  #ordinate(at: number): number {
    const value = this.#view.getFloat64(at, this.#little);
    return Math.abs(value) === Infinity ? this.#fail(`a height or measure is ${value}`) : value;
  }

  #refuse(x: number, y: number): void {
    const bad = [x, y].find((value) => !Number.isFinite(value));
    if (bad !== undefined) this.#fail(`a coordinate is ${bad}, not a finite number`);
  }

  /** @param kind that all members have to have; undefined where any may stand */
  #members(kind: PartKind | undefined, depth: number): void {
    if (depth >= MAX_DEPTH) this.#fail(`collections lie more than ${MAX_DEPTH} deep in one another`);
    const members = this.#count(SMALLEST_MEMBER, "members");
    for (let i = 0; i < members; i++) {
      const head = this.#head();
      if (kind !== undefined && head.kind !== kind) this.#fail("a member is of a kind that does not belong there");
      this.#body(head, depth + 1);
    }
  }

  /** Takes a count, and holds it against the bytes that are left for so many of this size. */
  #count(size: number, what: string): number {
    this.#need(4, `the number of its ${what}`);
    const count = this.#view.getUint32(this.#at, this.#little);
    this.#at += 4;
    if (count > (this.#view.byteLength - this.#at) / size) {
      this.#fail(`it says that it has ${count} ${what}, for which it is too short`);
    }
    return count;
  }

  #need(size: number, what: string): void {
    if (this.#at + size > this.#view.byteLength) this.#fail(`it ends where ${what} should stand`);
  }

  #fail(problem: string, verdict = "is damaged"): never {
    const place = `byte ${this.#at} of ${this.#view.byteLength}`;
    throw new SpatialError(
      "INVALID_GEOMETRY",
      `A geometry (WKB) ${verdict} at ${place}: ${problem}.`.replace("..", "."),
    );
  }
}

function sizeOfVertex({ hasZ, hasM }: Head): number {
  return 16 + (hasZ ? 8 : 0) + (hasM ? 8 : 0);
}
