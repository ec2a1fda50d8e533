import type { GeometryBuilder } from "../builder.ts";
import { Kind, type GeometryColumn } from "../column.ts";
import {
  Coordinate,
  factory,
  members,
  type JstsCoordinate,
  type JstsGeometry,
  type JstsPolygon,
} from "./jsts-library.ts";
import { kindAt, type PartKind } from "../kind.ts";

/** JSTS refuses to make shorter lines and rings; they are filled up, and are then invalid, not an exception. */
const MIN_LINE = 2;
const MIN_RING = 4;

/** Makes feature `index`; a Null feature as an empty collection. */
export function readJsts(column: GeometryColumn, index: number): JstsGeometry {
  const [start, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  const parts = Array.from({ length: end - start }, (_, i) => readPart(column, start + i));
  const kind = kindAt(column, index);
  switch (kind) {
    case Kind.Point:
      return parts[0] ?? factory.createPoint();
    case Kind.LineString:
      return parts[0] ?? factory.createLineString();
    case Kind.Polygon:
      return parts[0] ?? factory.createPolygon();
    case Kind.MultiPoint:
      return factory.createMultiPoint(parts);
    case Kind.MultiLineString:
      return factory.createMultiLineString(parts);
    case Kind.MultiPolygon:
      return factory.createMultiPolygon(parts);
    case Kind.Null:
    case Kind.GeometryCollection:
      return factory.createGeometryCollection(parts);
  }
}

function readPart(column: GeometryColumn, part: number): JstsGeometry {
  const [start, end] = [column.partOffsets[part]!, column.partOffsets[part + 1]!];
  switch (column.partKinds[part] as PartKind) {
    case Kind.Point:
      return factory.createPoint(readCoordinates(column, start, 1)[0]);
    case Kind.LineString:
      return factory.createLineString(readCoordinates(column, start, MIN_LINE));
    case Kind.Polygon: {
      const rings = Array.from({ length: end - start }, (_, i) =>
        factory.createLinearRing(readCoordinates(column, start + i, MIN_RING)),
      );
      return factory.createPolygon(rings[0], rings.slice(1));
    }
  }
}

function readCoordinates({ ringOffsets, xy }: GeometryColumn, ring: number, minimum: number): JstsCoordinate[] {
  const [start, end] = [ringOffsets[ring]!, ringOffsets[ring + 1]!];
  const coordinates: JstsCoordinate[] = [];
  for (let v = start; v < Math.max(end, start + minimum); v++) {
    const from = 2 * Math.min(v, end - 1);
    coordinates.push(new Coordinate(xy[from]!, xy[from + 1]!));
  }
  return coordinates;
}

/** Appends the geometry as one feature of the kind JSTS gave it. */
export function writeJsts(geometry: JstsGeometry, builder: GeometryBuilder): void {
  const type = geometry.getGeometryType();
  builder.beginFeature(type === "LinearRing" ? Kind.LineString : Kind[type]);
  writeParts(geometry, builder);
  builder.endFeature();
}

function writeParts(geometry: JstsGeometry, builder: GeometryBuilder): void {
  if (geometry.isEmpty()) return;
  switch (geometry.getGeometryType()) {
    case "Point":
      builder.beginPart(Kind.Point);
      writeLine(geometry, builder);
      return;
    case "LineString":
    case "LinearRing":
      builder.beginPart(Kind.LineString);
      writeLine(geometry, builder);
      return;
    case "Polygon":
      builder.beginPart(Kind.Polygon);
      for (const ring of ringsOf(geometry as JstsPolygon)) writeLine(ring, builder);
      return;
    case "MultiPoint":
    case "MultiLineString":
    case "MultiPolygon":
    case "GeometryCollection":
      for (const member of members(geometry)) writeParts(member, builder);
  }
}

function writeLine(line: JstsGeometry, builder: GeometryBuilder): void {
  builder.beginRing();
  for (const { x, y } of line.getCoordinates()) builder.addVertex(x, y);
}

/** The shell, then the holes. */
export function ringsOf(polygon: JstsPolygon): JstsGeometry[] {
  const holes = Array.from({ length: polygon.getNumInteriorRing() }, (_, i) => polygon.getInteriorRingN(i));
  return [polygon.getExteriorRing(), ...holes];
}
