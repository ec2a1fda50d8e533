import { SpatialError } from "../../errors.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { type GeometryColumn, type GeometryKind, Kind } from "../../geometry/column.ts";
import { kindAt, kindName } from "../../geometry/kind.ts";
import { columnRange } from "../../geometry/shared-column.ts";

/** Esri's numbers of shapes; 10 more with heights, 20 with measures. */
const Shape = { Null: 0, Point: 1, Line: 3, Polygon: 5, MultiPoint: 8 } as const;
const NO_MEASURE = -Number.MAX_VALUE;

/** How the places of a layer are written: all as one type of shape. */
export interface Shapes {
  readonly geometry: GeometryColumn;
  readonly type: number;
  readonly base: (typeof Shape)[keyof typeof Shape];
}

/** Throws LAYER_UNWRITABLE where the layer has more than one kind of places. */
export function shapesOf(geometry: GeometryColumn): Shapes {
  const kinds = new Set(geometry.kinds) as Set<GeometryKind>;
  kinds.delete(Kind.Null);
  const bases = new Set([...kinds].map(baseOf));
  if (bases.has(Shape.Point) && bases.has(Shape.MultiPoint)) bases.delete(Shape.Point);
  const [base = Shape.Null] = bases;
  if (bases.has(undefined) || base === undefined || bases.size > 1) {
    const names = [...kinds].map((kind) => `${count(geometry, kind)} ${kindName(kind)}`).join(", ");
    throw new SpatialError(
      "LAYER_UNWRITABLE",
      `A Shapefile holds points, lines or polygons, one kind of them; the layer has ${names}. Save each kind in a file ` +
        "of its own, or all in a GeoPackage (.gpkg).",
    );
  }
  const ordinates = geometry.z === undefined ? (geometry.m === undefined ? 0 : 20) : 10;
  return { geometry, base, type: base === Shape.Null ? 0 : base + ordinates };
}

function baseOf(kind: GeometryKind): Shapes["base"] | undefined {
  switch (kind) {
    case Kind.Null:
      return Shape.Null;
    case Kind.Point:
      return Shape.Point;
    case Kind.MultiPoint:
      return Shape.MultiPoint;
    case Kind.LineString:
    case Kind.MultiLineString:
      return Shape.Line;
    case Kind.Polygon:
    case Kind.MultiPolygon:
      return Shape.Polygon;
    case Kind.GeometryCollection:
      return undefined;
  }
}

function count({ kinds }: GeometryColumn, kind: GeometryKind): number {
  return kinds.reduce((sum, each) => sum + (each === kind ? 1 : 0), 0);
}

/** What is not as it was in the file. */
export function changesOfShapes({ geometry, base }: Shapes): string[] {
  const isEmpty = (i: number): boolean => geometry.geomOffsets[i] === geometry.geomOffsets[i + 1];
  const indices = Array.from({ length: geometry.length }, (_, i) => i);
  const empty = indices.filter((i) => kindAt(geometry, i) !== Kind.Null && isEmpty(i)).length;
  const single = base === Shape.MultiPoint ? count(geometry, Kind.Point) : 0;
  const flat = geometry.z?.some((value) => Number.isNaN(value)) === true;
  return [
    ...(empty > 0 ? [`${empty} empty geometries have none`] : []),
    ...(single > 0 ? [`${single} points among multipoints are multipoints`] : []),
    ...(flat ? ["vertices without a height have the height 0"] : []),
  ];
}

/** Bytes of a record without its head. */
export function sizeOfShape({ geometry, base, type }: Shapes, index: number): number {
  const { ringStart, ringEnd, vertexStart, vertexEnd } = columnRange(geometry, index, index + 1);
  const vertices = vertexEnd - vertexStart;
  if (vertices === 0) return 4;
  if (base === Shape.Point) return type > 20 ? 28 : type > 10 ? 36 : 20;
  const ordinates = (geometry.z === undefined ? 0 : 1) + (geometry.m === undefined ? 0 : 1);
  const parts = base === Shape.MultiPoint ? 40 : 44 + 4 * (ringEnd - ringStart);
  return parts + 16 * vertices + ordinates * (16 + 8 * vertices);
}

/** A record without its head. */
export function bytesOfShape(shapes: Shapes, index: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(sizeOfShape(shapes, index)));
  if (view.byteLength > 4) new ShapeWriter(shapes, view).write(index);
  return new Uint8Array(view.buffer);
}

class ShapeWriter {
  readonly #shapes: Shapes;
  readonly #view: DataView<ArrayBuffer>;
  #at = 0;

  constructor(shapes: Shapes, view: DataView<ArrayBuffer>) {
    this.#shapes = shapes;
    this.#view = view;
  }

  write(index: number): void {
    const { geometry, type, base } = this.#shapes;
    const { ringStart, ringEnd, vertexStart, vertexEnd } = columnRange(geometry, index, index + 1);
    this.#int(type);
    if (base === Shape.Point) return this.#point(vertexStart);
    const box = boundsOf({ xy: geometry.xy.subarray(2 * vertexStart, 2 * vertexEnd) }) ?? [0, 0, 0, 0];
    for (const side of box) this.#double(side);
    if (base !== Shape.MultiPoint) this.#int(ringEnd - ringStart);
    this.#int(vertexEnd - vertexStart);
    if (base !== Shape.MultiPoint)
      for (let ring = ringStart; ring < ringEnd; ring++) this.#int(geometry.ringOffsets[ring]! - vertexStart);
    const order = this.#order(index);
    for (const vertex of order) {
      this.#double(geometry.xy[2 * vertex]!);
      this.#double(geometry.xy[2 * vertex + 1]!);
    }
    if (geometry.z !== undefined) this.#ordinates(order.map((vertex) => heightOf(geometry, vertex)));
    if (geometry.m !== undefined) this.#ordinates(order.map((vertex) => measureOf(geometry, vertex)));
  }

  #point(vertex: number): void {
    const { geometry, type } = this.#shapes;
    this.#double(geometry.xy[2 * vertex]!);
    this.#double(geometry.xy[2 * vertex + 1]!);
    if (type > 10 && type < 20) this.#double(heightOf(geometry, vertex));
    if (type > 10) this.#double(measureOf(geometry, vertex));
  }

  /** Shells turn right, holes left. */
  #order(index: number): number[] {
    const { geometry, base } = this.#shapes;
    const { partStart, partEnd } = columnRange(geometry, index, index + 1);
    const order: number[] = [];
    for (let part = partStart; part < partEnd; part++) {
      const [first, end] = [geometry.partOffsets[part]!, geometry.partOffsets[part + 1]!];
      for (let ring = first; ring < end; ring++) {
        const [from, to] = [geometry.ringOffsets[ring]!, geometry.ringOffsets[ring + 1]!];
        const isTurned = base === Shape.Polygon && areaOf(geometry, from, to) > 0 === (ring === first);
        for (let i = 0; i < to - from; i++) order.push(isTurned ? to - 1 - i : from + i);
      }
    }
    return order;
  }

  #ordinates(values: readonly number[]): void {
    const real = values.filter((value) => value !== NO_MEASURE);
    const [least, most] = real.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity],
    );
    this.#double(real.length === 0 ? 0 : least);
    this.#double(real.length === 0 ? 0 : most);
    for (const value of values) this.#double(value);
  }

  #int(value: number): void {
    this.#view.setInt32(this.#at, value, true);
    this.#at += 4;
  }

  #double(value: number): void {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }
}

function heightOf({ z }: GeometryColumn, vertex: number): number {
  const height = z?.[vertex] ?? Number.NaN;
  return Number.isNaN(height) ? 0 : height;
}

function measureOf({ m }: GeometryColumn, vertex: number): number {
  const measure = m?.[vertex] ?? Number.NaN;
  return Number.isNaN(measure) ? NO_MEASURE : measure;
}

/** Positive where the ring turns left; measured from its first vertex, which keeps the digits of large coordinates. */
function areaOf({ xy }: GeometryColumn, from: number, to: number): number {
  const [x, y] = [xy[2 * from]!, xy[2 * from + 1]!];
  let sum = 0;
  for (let i = from; i < to - 1; i++)
    sum += (xy[2 * i]! - x) * (xy[2 * i + 3]! - y) - (xy[2 * i + 2]! - x) * (xy[2 * i + 1]! - y);
  return sum;
}
