import type { GeometryBuilder } from "../geometry/builder.ts";
import { Kind, type GeometryKind } from "../geometry/column.ts";
import type { PartKind } from "../geometry/kind.ts";
import { Damage, type FlatTable } from "./flat-table.ts";
import { GEOMETRY } from "./flatgeobuf-schema.ts";

const MAX_DEPTH = 32;
/** What is made of planes, by the kinds that hold the same: their parts are polygons. */
const PLANES: Readonly<Record<number, GeometryKind>> = {
  15: Kind.MultiPolygon, // polyhedral surface
  16: Kind.MultiPolygon, // TIN
  17: Kind.Polygon, // triangle
};

/** A type that layers do not hold: a curve, or one that does not exist. */
export class UnsupportedType extends Error {
  readonly type: number;

  constructor(type: number) {
    super(`a geometry of type ${type}`);
    this.type = type;
  }
}

/**
 * Adds a feature of this geometry. FlatGeobuf's type numbers are WKB's, as ours are.
 * @param type that the header gives to all geometries; 0 where each tells its own
 * @returns whether it had Z or M values, which are left out
 * @throws UnsupportedType, Damage
 */
export function appendGeometry(builder: GeometryBuilder, geometry: FlatTable, type: number): boolean {
  const kind = kindOf(type === Kind.Null ? geometry.uint8(GEOMETRY.type) : type);
  builder.beginFeature(kind);
  const isDropped = new Appender(builder).parts(geometry, kind, 0);
  builder.endFeature();
  return isDropped;
}

function kindOf(type: number): GeometryKind {
  const kind = PLANES[type] ?? type;
  if (kind < Kind.Point || kind > Kind.GeometryCollection) throw new UnsupportedType(type);
  return kind as GeometryKind;
}

class Appender {
  readonly #builder: GeometryBuilder;

  constructor(builder: GeometryBuilder) {
    this.#builder = builder;
  }

  /** Returns whether Z or M values were left out. */
  parts(geometry: FlatTable, kind: GeometryKind, depth: number): boolean {
    if (depth > MAX_DEPTH) throw new Damage(`collections lie more than ${MAX_DEPTH} deep in one another`);
    if (kind === Kind.MultiPolygon) return this.#members(geometry, Kind.Polygon, depth);
    if (kind === Kind.GeometryCollection) return this.#members(geometry, undefined, depth);
    const xy = geometry.doubles(GEOMETRY.xy);
    if (xy.length % 2 !== 0) throw new Damage("an x without a y");
    if (kind === Kind.Point || kind === Kind.MultiPoint) this.#points(xy, kind);
    else {
      checkFinite(xy);
      this.#lines(geometry, xy, kind);
    }
    return geometry.hasAny(GEOMETRY.z) || geometry.hasAny(GEOMETRY.m);
  }

  #members(geometry: FlatTable, kind: PartKind | undefined, depth: number): boolean {
    let isDropped = false;
    let isEmpty = true;
    for (const part of geometry.tables(GEOMETRY.parts)) {
      isEmpty = false;
      const own = kind ?? kindOf(part.uint8(GEOMETRY.type));
      isDropped = this.parts(part, own, depth + 1) || isDropped;
    }
    if (isEmpty && geometry.hasAny(GEOMETRY.xy)) throw new Damage("coordinates where parts are expected");
    return isDropped;
  }

  #points(xy: Float64Array, kind: GeometryKind): void {
    if (kind === Kind.Point && xy.length > 2) throw new Damage(`a point of ${xy.length / 2} positions`);
    for (let at = 0; at < xy.length; at += 2) {
      if (Number.isNaN(xy[at]!) && Number.isNaN(xy[at + 1]!)) continue; // an empty point
      checkFinite(xy.subarray(at, at + 2));
      this.#ring(Kind.Point, xy.subarray(at, at + 2));
    }
  }

  #lines(geometry: FlatTable, xy: Float64Array, kind: GeometryKind): void {
    if (kind === Kind.LineString) return this.#ring(Kind.LineString, xy);
    const rings = ringsOf(geometry.uints(GEOMETRY.ends), xy);
    if (kind === Kind.MultiLineString) {
      for (const line of rings) this.#ring(Kind.LineString, line);
      return undefined;
    }
    if (rings[0]?.length === 0) return undefined; // an empty shell leaves nothing for its holes to be cut from
    this.#builder.beginPart(Kind.Polygon);
    for (const ring of rings) {
      this.#builder.beginRing();
      this.#builder.addVertices(ring);
    }
    return undefined;
  }

  #ring(kind: PartKind, xy: Float64Array): void {
    this.#builder.beginPart(kind);
    this.#builder.beginRing();
    this.#builder.addVertices(xy);
  }
}

/** The coordinates cut at the ends, which are missing when there is but one ring. */
function ringsOf(ends: Uint32Array, xy: Float64Array): Float64Array[] {
  if (ends.length === 0) return xy.length === 0 ? [] : [xy];
  let start = 0;
  const rings = Array.from(ends, (end) => {
    if (end < start || 2 * end > xy.length) throw new Damage("the end of a ring lies where there are no coordinates");
    const ring = xy.subarray(2 * start, 2 * end);
    start = end;
    return ring;
  });
  if (2 * start !== xy.length) throw new Damage("coordinates behind the end of the last ring");
  return rings;
}

function checkFinite(xy: Float64Array): void {
  for (const value of xy) {
    if (!Number.isFinite(value)) throw new Damage(`a coordinate is ${value}, not a finite number`);
  }
}
