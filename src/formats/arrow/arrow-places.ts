import { SpatialError } from "../../errors.ts";
import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { appendWkb } from "../../geometry/wkb-reader.ts";
import { appendWkt } from "../../geometry/wkt-reader.ts";
import { appendNative, isNativeEncoding } from "../parquet/native-geometry.ts";
import { EXTENSION } from "./arrow-fields.ts";
import type { ArrowField, ArrowSchema } from "./arrow-schema.ts";

/** A column of places. */
export interface Places {
  readonly name: string;
  /** "wkb", "wkt", or one of GeoArrow's own: "multipolygon" … */
  readonly encoding: string;
  /** PROJJSON, a code, null as it is stated; undefined where nothing is. */
  readonly crs: unknown;
  /** Whether longitude and latitude are meant where none is stated. */
  readonly isLonLat: boolean;
}

/** Where nothing but the name tells of places in WKB. */
const USUAL = /^(?:geometry|geom|the_geom|wkb_geometry|wkb)$/i;

/** All columns of places: GeoArrow's, those of GeoPandas's metadata, or WKB by a usual name; the main one first. */
export function placesOf(schema: ArrowSchema): readonly Places[] {
  const stated = schema.fields.flatMap(extensionOf);
  if (stated.length > 0) return stated;
  const { primary_column: primary, columns = {} } = asObject(parsed(schema.metadata.get("geo")));
  const geo = Object.entries(asObject(columns)).flatMap(([name, about]) => {
    const { encoding, crs } = asObject(about);
    const isThere = schema.fields.some((field) => field.name === name);
    return isThere ? [{ name, encoding: String(encoding).toLowerCase(), crs, isLonLat: crs === undefined }] : [];
  });
  if (geo.length > 0) return geo.toSorted((a, b) => Number(b.name === primary) - Number(a.name === primary));
  return schema.fields
    .filter(({ name, type }) => type.kind === "binary" && USUAL.test(name))
    .map(({ name }) => ({ name, encoding: "wkb", crs: undefined, isLonLat: false }));
}

function extensionOf({ name, metadata }: ArrowField): Places[] {
  const [, encoding] = /^(?:geoarrow|ogc)\.(\w+)$/.exec(metadata.get(EXTENSION) ?? "") ?? [];
  if (encoding === undefined || encoding === "box") return [];
  const { crs } = asObject(parsed(metadata.get("ARROW:extension:metadata")));
  return [{ name, encoding, crs, isLonLat: false }];
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined || text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined; // it says nothing, then
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** Adds a feature. Throws INVALID_GEOMETRY, and LAYER_UNREADABLE for an encoding that we don't read. */
export function appendPlaceOf(builder: GeometryBuilder, value: unknown, { encoding, name }: Places): void {
  if (isNativeEncoding(encoding)) return appendNative(builder, namedOrdinates(value), encoding);
  if (value === null) {
    builder.beginFeature(Kind.Null);
    builder.endFeature();
  } else if (encoding === "wkb" && value instanceof Uint8Array) appendWkb(builder, value);
  else if (encoding === "wkt" && typeof value === "string") appendWkt(builder, value);
  else
    throw new SpatialError(
      "LAYER_UNREADABLE",
      `the column "${name}" has places in an encoding ("${encoding}") that mapcell does not read; write them as WKB.`,
    );
}

/** Positions are structs, or lists of two to four numbers: x, y, z, m. */
function namedOrdinates(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [x, y, z, m] = value as unknown[];
  return typeof x === "number" ? { x, y, z, m } : value.map(namedOrdinates);
}
