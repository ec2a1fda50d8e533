import CoordinateClass from "jsts/org/locationtech/jts/geom/Coordinate.js";
import GeometryClass from "jsts/org/locationtech/jts/geom/Geometry.js";
import ArrayListClass from "jsts/java/util/ArrayList.js";
import GeometryFactoryClass from "jsts/org/locationtech/jts/geom/GeometryFactory.js";
import IndexedPointInAreaLocatorClass from "jsts/org/locationtech/jts/algorithm/locate/IndexedPointInAreaLocator.js";
import IsValidOpClass from "jsts/org/locationtech/jts/operation/valid/IsValidOp.js";
import GeometryNoderClass from "jsts/org/locationtech/jts/noding/snapround/GeometryNoder.js";
import LineMergerClass from "jsts/org/locationtech/jts/operation/linemerge/LineMerger.js";
import OverlayOpClass from "jsts/org/locationtech/jts/operation/overlay/OverlayOp.js";
import PolygonizerClass from "jsts/org/locationtech/jts/operation/polygonize/Polygonizer.js";
import PrecisionModelClass from "jsts/org/locationtech/jts/geom/PrecisionModel.js";
import RelateOpClass from "jsts/org/locationtech/jts/operation/relate/RelateOp.js";
import UnaryUnionOpClass from "jsts/org/locationtech/jts/operation/union/UnaryUnionOp.js";

/** The parts of JSTS that we use, with the types they really have: those it ships with are `any` nearly everywhere. */

export interface JstsCoordinate {
  readonly x: number;
  readonly y: number;
}

interface JstsEnvelope {
  intersects(other: JstsEnvelope): boolean;
}

export type JstsType =
  | "Point"
  | "LineString"
  | "LinearRing"
  | "Polygon"
  | "MultiPoint"
  | "MultiLineString"
  | "MultiPolygon"
  | "GeometryCollection";

export interface JstsGeometry {
  getGeometryType(): JstsType;
  /** -1 for an empty collection. */
  getDimension(): -1 | 0 | 1 | 2;
  isEmpty(): boolean;
  /** Of a point or line the coordinates themselves, of anything else a copy: change neither. */
  getCoordinates(): readonly JstsCoordinate[];
  getEnvelopeInternal(): JstsEnvelope;
  /** 1 for what is no collection, which is then its own member 0. */
  getNumGeometries(): number;
  getGeometryN(index: number): JstsGeometry;
}

export interface JstsPolygon extends JstsGeometry {
  getExteriorRing(): JstsGeometry;
  getNumInteriorRing(): number;
  getInteriorRingN(index: number): JstsGeometry;
}

export interface JstsFactory {
  createPoint(coordinate?: JstsCoordinate): JstsGeometry;
  createLineString(coordinates?: readonly JstsCoordinate[]): JstsGeometry;
  createLinearRing(coordinates: readonly JstsCoordinate[]): JstsGeometry;
  createPolygon(shell?: JstsGeometry, holes?: readonly JstsGeometry[]): JstsGeometry;
  createMultiPoint(members?: readonly JstsGeometry[]): JstsGeometry;
  createMultiLineString(members?: readonly JstsGeometry[]): JstsGeometry;
  createMultiPolygon(members?: readonly JstsGeometry[]): JstsGeometry;
  createGeometryCollection(members?: readonly JstsGeometry[]): JstsGeometry;
}

interface PrecisionModel {
  getScale(): number;
}

interface JavaList<T> {
  add(item: T): boolean;
  toArray(): readonly T[];
}

interface IntersectionMatrix {
  /** Dimension of the intersection of two interiors (0), boundaries (1) or exteriors (2); -1 when there is none. */
  get(row: 0 | 1 | 2, column: 0 | 1 | 2): number;
  toString(): string;
  matches(pattern: string): boolean;
}

type Relation = (a: JstsGeometry, b: JstsGeometry) => boolean;
type Overlay = (a: JstsGeometry, b: JstsGeometry) => JstsGeometry;

export const factory = new GeometryFactoryClass() as JstsFactory;

export const Coordinate: new (x: number, y: number) => JstsCoordinate = CoordinateClass;

export const IsValidOp: new (geometry: JstsGeometry) => {
  getValidationError(): { getMessage(): string; getCoordinate(): JstsCoordinate | null } | null;
} = IsValidOpClass;

/** Refuses geometry collections. */
export const OverlayOp: { readonly [name in "intersection" | "difference" | "symDifference"]: Overlay } =
  OverlayOpClass;

/** Of points, lines, polygons and collections of them; of a line: cut where lines cross. */
export const UnaryUnionOp: { union(geometry: JstsGeometry): JstsGeometry } = UnaryUnionOpClass;

/** Refuses geometry collections, except in `intersects`. */
export const RelateOp: {
  readonly [name in "intersects" | "covers" | "contains" | "touches" | "overlaps" | "crosses" | "equalsTopo"]: Relation;
} & { relate(a: JstsGeometry, b: JstsGeometry): IntersectionMatrix } = RelateOpClass;

/** Lines must be noded: they touch only in their ends. */
export const Polygonizer: new () => {
  add(lines: JstsGeometry): void;
  getPolygons(): JavaList<JstsPolygon>;
} = PolygonizerClass;

/** Joins lines where exactly two meet. */
export const LineMerger: new () => {
  add(lines: JstsGeometry): void;
  getMergedLineStrings(): JavaList<JstsGeometry>;
} = LineMergerClass;

/** Cuts lines where they cross or meet, on a grid of 1 / scale, so that nothing is left that nearly meets. */
export const GeometryNoder: new (precision: PrecisionModel) => {
  node(lines: JavaList<JstsGeometry>): JavaList<JstsGeometry>;
} = GeometryNoderClass;

export const FixedPrecision: new (scale: number) => PrecisionModel = PrecisionModelClass;

export function javaList<T>(items: readonly T[]): JavaList<T> {
  const list: JavaList<T> = new ArrayListClass(null);
  for (const item of items) list.add(item);
  return list;
}

/** Where a point lies; JTS's numbers of Location. */
export const Location = { Interior: 0, Boundary: 1, Exterior: 2 } as const;

export const PointInArea = IndexedPointInAreaLocatorClass as new (area: JstsGeometry) => {
  locate(point: JstsCoordinate): (typeof Location)[keyof typeof Location];
};

export function isJstsGeometry(value: object): value is JstsGeometry {
  return value instanceof GeometryClass;
}

/** Its members, or itself when it is no collection. */
export function members(geometry: JstsGeometry): JstsGeometry[] {
  return Array.from({ length: geometry.getNumGeometries() }, (_, i) => geometry.getGeometryN(i));
}
