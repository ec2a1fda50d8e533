import type { Geometry, Position } from "geojson";
import { Kind, type GeometryColumn } from "./column.ts";
import { kindAt, type PartKind } from "./kind.ts";

/** Feature `index` as GeoJSON, a copy; null for a feature without geometry. Empty geometries have no coordinates. */
export function geometryAt(column: GeometryColumn, index: number): Geometry | null {
  const kind = kindAt(column, index);
  const first = column.geomOffsets[index]!;
  const parts = range(first, column.geomOffsets[index + 1]!);
  switch (kind) {
    case Kind.Null:
      return null;
    case Kind.Point:
      return { type: "Point", coordinates: parts.length === 0 ? [] : pointAt(column, first) };
    case Kind.LineString:
      return { type: "LineString", coordinates: parts.length === 0 ? [] : lineAt(column, first) };
    case Kind.Polygon:
      return { type: "Polygon", coordinates: parts.length === 0 ? [] : ringsAt(column, first) };
    case Kind.MultiPoint:
      return { type: "MultiPoint", coordinates: parts.map((part) => pointAt(column, part)) };
    case Kind.MultiLineString:
      return { type: "MultiLineString", coordinates: parts.map((part) => lineAt(column, part)) };
    case Kind.MultiPolygon:
      return { type: "MultiPolygon", coordinates: parts.map((part) => ringsAt(column, part)) };
    case Kind.GeometryCollection:
      return { type: "GeometryCollection", geometries: parts.map((part) => partAt(column, part)) };
  }
}

function partAt(column: GeometryColumn, part: number): Geometry {
  switch (column.partKinds[part] as PartKind) {
    case Kind.Point:
      return { type: "Point", coordinates: pointAt(column, part) };
    case Kind.LineString:
      return { type: "LineString", coordinates: lineAt(column, part) };
    case Kind.Polygon:
      return { type: "Polygon", coordinates: ringsAt(column, part) };
  }
}

function pointAt(column: GeometryColumn, part: number): Position {
  return positionAt(column, column.ringOffsets[column.partOffsets[part]!]!);
}

function lineAt(column: GeometryColumn, part: number): Position[] {
  return positions(column, column.partOffsets[part]!);
}

function ringsAt(column: GeometryColumn, part: number): Position[][] {
  return range(column.partOffsets[part]!, column.partOffsets[part + 1]!).map((ring) => positions(column, ring));
}

function positions(column: GeometryColumn, ring: number): Position[] {
  const result: Position[] = [];
  const end = column.ringOffsets[ring + 1]!;
  for (let v = column.ringOffsets[ring]!; v < end; v++) result.push(positionAt(column, v));
  return result;
}

/** GeoJSON has a place for z, none for m. */
function positionAt({ xy, z }: GeometryColumn, vertex: number): Position {
  const height = z === undefined ? Number.NaN : z[vertex]!;
  const [x, y] = [xy[2 * vertex]!, xy[2 * vertex + 1]!];
  return Number.isNaN(height) ? [x, y] : [x, y, height];
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
