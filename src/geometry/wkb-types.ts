import { Kind, type GeometryKind } from "./column.ts";

/** The types of ISO 13249-3 by their numbers, as WKB, GeoPackage and FlatGeobuf have them; 0 is any. */
const NAMES = [
  "Geometry",
  "Point",
  "LineString",
  "Polygon",
  "MultiPoint",
  "MultiLineString",
  "MultiPolygon",
  "GeometryCollection",
  "CircularString",
  "CompoundCurve",
  "CurvePolygon",
  "MultiCurve",
  "MultiSurface",
  "Curve",
  "Surface",
  "PolyhedralSurface",
  "TIN",
  "Triangle",
] as const;

export type GeometryTypeName = (typeof NAMES)[number];

/** What is made of planes or of pieces of another kind, by the kinds that hold the same. */
const HELD_AS: Partial<Record<GeometryTypeName, GeometryKind>> = {
  MultiCurve: Kind.MultiLineString,
  MultiSurface: Kind.MultiPolygon,
  PolyhedralSurface: Kind.MultiPolygon,
  TIN: Kind.MultiPolygon,
  Triangle: Kind.Polygon,
};

/** Undefined for a number that stands for no type. */
export function geometryTypeName(type: number): GeometryTypeName | undefined {
  return NAMES[type];
}

/**
 * The kind that holds geometries of this type. Undefined for curves and for "Geometry". A MultiCurve and a MultiSurface
 * are held while their members are lines and polygons.
 */
export function kindOfType(name: GeometryTypeName): GeometryKind | undefined {
  if (name !== "Geometry" && Object.hasOwn(Kind, name)) return Kind[name as keyof typeof Kind];
  return HELD_AS[name];
}

/** By its name in WKT, in whatever case; a LINEARRING is a line that is closed. */
export function typeOfWord(word: string): GeometryTypeName | undefined {
  const upper = word.toUpperCase();
  return upper === "LINEARRING" ? "LineString" : NAMES.find((name) => name.toUpperCase() === upper);
}

/** What to say of a type that no kind holds. */
export function curveProblem(name: string): string {
  return (
    `it is a ${name}, and layers hold straight lines only. Make straight lines of its curves first: ` +
    "ogr2ogr -nlt CONVERT_TO_LINEAR, or ST_CurveToLine in a database."
  );
}
