import type { GeometryBuilder, Ordinates } from "../../geometry/builder.ts";
import { Kind, type GeometryKind } from "../../geometry/column.ts";
import type { PartKind } from "../../geometry/kind.ts";
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
 * @throws UnsupportedType, Damage
 */
export function appendGeometry(builder: GeometryBuilder, geometry: FlatTable, type: number): void {
  const kind = kindOf(type === Kind.Null ? geometry.uint8(GEOMETRY.type) : type);
  builder.beginFeature(kind);
  new Appender(builder).parts(geometry, kind, 0);
  builder.endFeature();
}

function kindOf(type: number): GeometryKind {
  const kind = PLANES[type] ?? type;
  if (kind < Kind.Point || kind > Kind.GeometryCollection) throw new UnsupportedType(type);
  return kind as GeometryKind;
}

/** The vertices of one table; ranges in them are counted in vertices. */
interface Vertices extends Ordinates {
  readonly xy: Float64Array;
  readonly count: number;
}

class Appender {
  readonly #builder: GeometryBuilder;

  constructor(builder: GeometryBuilder) {
    this.#builder = builder;
  }

  parts(geometry: FlatTable, kind: GeometryKind, depth: number): void {
    if (depth > MAX_DEPTH) throw new Damage(`collections lie more than ${MAX_DEPTH} deep in one another`);
    if (kind === Kind.MultiPolygon) return this.#members(geometry, Kind.Polygon, depth);
    if (kind === Kind.GeometryCollection) return this.#members(geometry, undefined, depth);
    const vertices = verticesOf(geometry);
    if (kind === Kind.Point || kind === Kind.MultiPoint) return this.#points(vertices, kind);
    checkFinite(vertices.xy);
    return this.#lines(geometry, vertices, kind);
  }

  #members(geometry: FlatTable, kind: PartKind | undefined, depth: number): void {
    let isEmpty = true;
    for (const part of geometry.tables(GEOMETRY.parts)) {
      isEmpty = false;
      this.parts(part, kind ?? kindOf(part.uint8(GEOMETRY.type)), depth + 1);
    }
    if (isEmpty && geometry.hasAny(GEOMETRY.xy)) throw new Damage("coordinates where parts are expected");
  }

  #points(vertices: Vertices, kind: GeometryKind): void {
    const { xy, count } = vertices;
    if (kind === Kind.Point && count > 1) throw new Damage(`a point of ${count} positions`);
    for (let v = 0; v < count; v++) {
      if (Number.isNaN(xy[2 * v]!) && Number.isNaN(xy[2 * v + 1]!)) continue; // an empty point
      checkFinite(xy.subarray(2 * v, 2 * v + 2));
      this.#ring(Kind.Point, vertices, [v, v + 1]);
    }
  }

  #lines(geometry: FlatTable, vertices: Vertices, kind: GeometryKind): void {
    if (kind === Kind.LineString) return this.#ring(Kind.LineString, vertices, [0, vertices.count]);
    const rings = ringsOf(geometry.uints(GEOMETRY.ends), vertices.count);
    if (kind === Kind.MultiLineString) {
      for (const line of rings) this.#ring(Kind.LineString, vertices, line);
      return undefined;
    }
    const [shell] = rings;
    if (shell?.[0] === shell?.[1]) return undefined; // an empty shell leaves nothing for its holes to be cut from
    this.#builder.beginPart(Kind.Polygon);
    for (const [start, end] of rings) {
      this.#builder.beginRing();
      this.#builder.addVertices(vertices.xy, start, end, vertices);
    }
    return undefined;
  }

  #ring(kind: PartKind, vertices: Vertices, [start, end]: Range): void {
    this.#builder.beginPart(kind);
    this.#builder.beginRing();
    this.#builder.addVertices(vertices.xy, start, end, vertices);
  }
}

function verticesOf(geometry: FlatTable): Vertices {
  const xy = geometry.doubles(GEOMETRY.xy);
  if (xy.length % 2 !== 0) throw new Damage("an x without a y");
  const count = xy.length / 2;
  const ordinates = (field: number, name: string): Float64Array | undefined => {
    const values = geometry.doubles(field);
    if (values.length === 0) return undefined;
    if (values.length !== count) throw new Damage(`${values.length} ${name} for ${count} vertices`);
    if (values.some((value) => Math.abs(value) === Infinity)) throw new Damage(`infinite ${name}`);
    return values;
  };
  return { xy, count, z: ordinates(GEOMETRY.z, "heights"), m: ordinates(GEOMETRY.m, "measures") };
}

/** First vertex, and the one behind the last. */
type Range = readonly [number, number];

/** The vertices cut at the ends, which are missing when there is but one ring. */
function ringsOf(ends: Uint32Array, count: number): Range[] {
  if (ends.length === 0) return count === 0 ? [] : [[0, count]];
  let start = 0;
  const rings = Array.from(ends, (end): Range => {
    if (end < start || end > count) throw new Damage("the end of a ring lies where there are no coordinates");
    const ring = [start, end] as const;
    start = end;
    return ring;
  });
  if (start !== count) throw new Damage("coordinates behind the end of the last ring");
  return rings;
}

function checkFinite(xy: Float64Array): void {
  for (const value of xy) {
    if (!Number.isFinite(value)) throw new Damage(`a coordinate is ${value}, not a finite number`);
  }
}
