import { Kind, type GeometryColumn, type GeometryKind } from "./column.ts";

/** GeoJSON's name of a kind; `Null` for a feature without geometry. */
export type KindName = keyof typeof Kind;

/** A part is one of these. */
export type PartKind = typeof Kind.Point | typeof Kind.LineString | typeof Kind.Polygon;

const NAMES = Object.keys(Kind) as KindName[];

export function kindName(kind: GeometryKind): KindName {
  return NAMES[kind]!;
}

export function kindAt(column: GeometryColumn, index: number): GeometryKind {
  return column.kinds[index] as GeometryKind;
}

/** What the parts of a kind are; undefined where it does not follow from the kind. */
export function partKindOf(kind: GeometryKind): PartKind | undefined {
  switch (kind) {
    case Kind.Point:
    case Kind.MultiPoint:
      return Kind.Point;
    case Kind.LineString:
    case Kind.MultiLineString:
      return Kind.LineString;
    case Kind.Polygon:
    case Kind.MultiPolygon:
      return Kind.Polygon;
    case Kind.Null:
    case Kind.GeometryCollection:
      return undefined;
  }
}

export type ColumnType = Exclude<KindName, "Null"> | "Geometry" | "No geometry";

/**
 * The geometry type of a layer in QGIS's words: the kind all features have; the multi kind where single and multi parts
 * of one dimension mix; "Geometry" for any other mix; "No geometry" where no feature has one.
 */
export function columnType(column: GeometryColumn): ColumnType {
  const present = new Set(column.kinds) as Set<GeometryKind>;
  present.delete(Kind.Null);
  const [first, ...others] = present;
  if (first === undefined) return "No geometry";
  if (others.length === 0) return kindName(first) as ColumnType;
  const part = partKindOf(first);
  if (part === undefined || others.some((kind) => partKindOf(kind) !== part)) return "Geometry";
  return `Multi${kindName(part)}` as ColumnType;
}
