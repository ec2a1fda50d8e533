import { SpatialError } from "../errors.ts";
import { Kind, type GeometryKind } from "./column.ts";
import type { KindName, PartKind } from "./kind.ts";

/** Where geometries are written to, feature by feature: GeometryBuilder. */
export interface GeometrySink {
  beginFeature(kind: GeometryKind): void;
  beginPart(kind: PartKind): void;
  beginRing(): void;
  /** z NaN: the vertex has no height. */
  addVertex(x: number, y: number, z: number): void;
  endFeature(): void;
}

/** Writes one GeoJSON geometry (or null) as one feature. What is not GeoJSON throws SpatialError INVALID_GEOMETRY. */
export function appendGeoJson(sink: GeometrySink, geometry: unknown): void {
  if (geometry === null) sink.beginFeature(Kind.Null);
  else {
    const kind = kindOf(geometry);
    sink.beginFeature(kind);
    appendParts(sink, kind, geometry as Record<string, unknown>);
  }
  sink.endFeature();
}

function kindOf(geometry: unknown): GeometryKind {
  const type = typeof geometry === "object" && geometry !== null ? (geometry as { type?: unknown }).type : undefined;
  if (typeof type === "string" && type !== "Null" && Object.hasOwn(Kind, type)) return Kind[type as KindName];
  const given = type === undefined ? `${describeValue(geometry)} without a type` : `of type ${describeValue(type)}`;
  const advice = type === "Feature" ? " Give the feature's geometry." : "";
  throw invalid(`A geometry is ${given}; expected a GeoJSON geometry such as Point or MultiPolygon.${advice}`);
}

function appendParts(sink: GeometrySink, kind: GeometryKind, geometry: Record<string, unknown>): void {
  if (kind === Kind.GeometryCollection) {
    for (const member of list(geometry["geometries"], "The geometries of a GeometryCollection")) {
      appendParts(sink, kindOf(member), member as Record<string, unknown>);
    }
    return;
  }
  const coordinates = list(geometry["coordinates"], `The coordinates of a ${String(geometry["type"])}`);
  switch (kind) {
    case Kind.Point:
      return appendPoint(sink, coordinates);
    case Kind.MultiPoint:
      for (const point of coordinates) appendPoint(sink, list(point, "A point of a MultiPoint"));
      return;
    case Kind.LineString:
      return appendRings(sink, Kind.LineString, [coordinates]);
    case Kind.MultiLineString:
      for (const line of coordinates) appendRings(sink, Kind.LineString, [line]);
      return;
    case Kind.Polygon:
      return appendRings(sink, Kind.Polygon, coordinates);
    case Kind.MultiPolygon:
      for (const polygon of coordinates) {
        appendRings(sink, Kind.Polygon, list(polygon, "A polygon of a MultiPolygon"));
      }
      return;
    case Kind.Null:
  }
}

function appendPoint(sink: GeometrySink, position: readonly unknown[]): void {
  if (position.length === 0) return;
  sink.beginPart(Kind.Point);
  sink.beginRing();
  appendPosition(sink, position);
}

function appendRings(sink: GeometrySink, kind: PartKind, rings: readonly unknown[]): void {
  const what = kind === Kind.Polygon ? "A ring of a polygon" : "A line";
  for (const [index, ring] of rings.entries()) {
    const positions = list(ring, what);
    // an empty shell leaves nothing for its holes to be cut from
    if (positions.length === 0 && index === 0) return;
    if (index === 0) sink.beginPart(kind);
    sink.beginRing();
    for (const position of positions) appendPosition(sink, position);
  }
}

function appendPosition(sink: GeometrySink, position: unknown): void {
  if (Array.isArray(position)) {
    const [x, y, z] = position as unknown[];
    if (typeof x === "number" && typeof y === "number" && Number.isFinite(x) && Number.isFinite(y)) {
      sink.addVertex(x, y, typeof z === "number" && Number.isFinite(z) ? z : Number.NaN);
      return;
    }
  }
  throw invalid(`A position is ${describeValue(position)}; expected [x, y] with two finite numbers.`);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalid(`${what} are ${describeValue(value)}; expected an array.`.replace(/^(A .*) are /, "$1 is "));
}

/** A value as it may stand in a message. */
export function describeValue(value: unknown): string {
  const json = value === undefined ? "missing" : (JSON.stringify(value, infinitiesToo) ?? typeof value);
  const text = json.replaceAll(/"(NaN|-?Infinity)"/g, "$1");
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

/** JSON.parse makes Infinity of 1e999, of which JSON.stringify makes null. */
function infinitiesToo(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function invalid(message: string): SpatialError {
  return new SpatialError("INVALID_GEOMETRY", message);
}
