import type { Geometry } from "geojson";
import { isCustom } from "../crs/custom-crs.ts";
import { SpatialError } from "../errors.ts";
import type { FeatureLike } from "./table-builder.ts";

const GEOMETRIES: readonly string[] = [
  "Point",
  "MultiPoint",
  "LineString",
  "MultiLineString",
  "Polygon",
  "MultiPolygon",
  "GeometryCollection",
] satisfies Geometry["type"][];

export function isGeometryType(type: unknown): type is Geometry["type"] {
  return typeof type === "string" && GEOMETRIES.includes(type);
}

/** The features in a GeoJSON object or in rows. Throws BAD_ARGUMENT for anything else, saying what it is. */
export function featuresOf(source: unknown): Iterable<FeatureLike> {
  if (typeof source !== "object" || source === null) throw refuse(source === null ? "null" : `a ${typeof source}`);
  if (Symbol.iterator in source) return source as Iterable<FeatureLike>;
  const type = "type" in source ? source.type : undefined;
  if (type === "FeatureCollection") {
    if ("features" in source && Array.isArray(source.features)) return source.features as FeatureLike[];
    throw refuse("a FeatureCollection without an array of features");
  }
  if (type === "Feature") return [source as FeatureLike];
  if (isGeometryType(type)) return [{ geometry: source as Geometry, properties: {} }];
  if (type === "Topology") throw refuse("TopoJSON; save it to a file and load that (%load NAME FILE)");
  throw refuse(type === undefined ? 'an object without "type"' : `an object of type ${JSON.stringify(type)}`);
}

/**
 * The CRS that the `crs` member of pre-2016 GeoJSON states, as text for parseCrsId; undefined without one. Throws
 * UNKNOWN_CRS for a form that no name can be taken from (a link, an empty name).
 */
export function statedCrs(source: unknown): string | undefined {
  if (typeof source !== "object" || source === null || !("crs" in source)) return undefined;
  return crsFromMember(source.crs);
}

/** @param member the value of `crs`: null and absent state nothing. */
export function crsFromMember(member: unknown): string | undefined {
  if (member === undefined || member === null) return undefined;
  if (typeof member === "string") return member; // a layer of ours, or a careless writer
  const properties = typeof member === "object" && "properties" in member ? member.properties : undefined;
  if (typeof properties === "object" && properties !== null) {
    if ("name" in properties && typeof properties.name === "string") return properties.name;
    if ("code" in properties) return `EPSG:${String(properties.code)}`;
  }
  throw new SpatialError(
    "UNKNOWN_CRS",
    `The "crs" member ${JSON.stringify(member)} names no CRS; expected {"type":"name","properties":{"name":"EPSG:…"}}. ` +
      `State the CRS yourself, e.g. --crs EPSG:3857 or { crs: "EPSG:3857" }.`,
  );
}

/** The `crs` member that tells a layer's CRS, in ogr2ogr's form; nothing for EPSG:4326, GeoJSON's own. */
export function crsMember(crs: string): { crs?: { type: "name"; properties: { name: string } } } {
  if (crs === "EPSG:4326") return {};
  if (isCustom(crs)) return { crs: { type: "name", properties: { name: crs } } };
  const [authority = "", code = ""] = crs.split(":");
  return { crs: { type: "name", properties: { name: `urn:ogc:def:crs:${authority}::${code}` } } };
}

function refuse(what: string): SpatialError {
  return new SpatialError(
    "BAD_ARGUMENT",
    `Expected GeoJSON (a FeatureCollection, Feature or geometry) or rows { geometry, properties }; got ${what}.`,
  );
}
