import type { SchemaTree } from "hyparquet/src/types.js";
import { damaged, type ParquetFile } from "./parquet-file.ts";

/** A column of places, as the file's metadata or its schema states it. */
export interface GeoColumn {
  readonly name: string;
  /** "WKB", or one of GeoArrow's: "point", "multipolygon" … */
  readonly encoding: string;
  /** PROJJSON, an authority's code or null as it stands there; undefined where nothing is said. */
  readonly crs: unknown;
  /** Whether CRS84 is meant where none is stated, as GeoParquet has it. */
  readonly isLonLat: boolean;
  /** Where its boxes' sides are: paths of columns, for minX, minY, maxX, maxY. */
  readonly covering: readonly (readonly string[])[] | undefined;
}

/** All columns of places, the main one first. */
export function geoColumns(file: ParquetFile): readonly GeoColumn[] {
  const text = file.metadata.key_value_metadata?.find(({ key }) => key === "geo")?.value;
  return text === undefined ? columnsOfSchema(file.schema) : columnsOfMetadata(text, file);
}

function columnsOfMetadata(text: string, { name, schema }: ParquetFile): readonly GeoColumn[] {
  const geo = asObject(parsed(text));
  const { primary_column: primary } = geo;
  const columns = Object.entries(asObject(geo["columns"])).filter(([column]) => childNamed(schema, column));
  if (columns.length === 0) throw damaged(name, "its metadata names no column of places");
  return columns
    .toSorted(([a], [b]) => Number(b === primary) - Number(a === primary))
    .map(([column, about]) => {
      const { encoding, crs, covering } = asObject(about);
      return {
        name: column,
        encoding: typeof encoding === "string" ? encoding : "WKB",
        crs,
        isLonLat: crs === undefined,
        covering: pathsOf(covering),
      };
    });
}

function pathsOf(covering: unknown): GeoColumn["covering"] {
  const { bbox } = asObject(covering);
  const { xmin, ymin, xmax, ymax } = asObject(bbox);
  const paths = [xmin, ymin, xmax, ymax];
  return paths.every(isPath) ? paths : undefined;
}

function isPath(path: unknown): path is string[] {
  return Array.isArray(path) && path.length > 0 && path.every((part) => typeof part === "string");
}

/** As GDAL takes a column of bytes for places where nothing says so. */
const USUAL = new Set(["geometry", "wkb_geometry", "geom"]);

/** Parquet's own type for places, or a usual name. */
function columnsOfSchema({ children }: SchemaTree): readonly GeoColumn[] {
  const found = children.flatMap(({ element, children: inner }): (GeoColumn & { readonly rank: number })[] => {
    const { name, type, logical_type: logical, converted_type: converted } = element;
    if (inner.length > 0 || type !== "BYTE_ARRAY") return [];
    const about = { name, encoding: "WKB", covering: undefined };
    if (logical?.type === "GEOMETRY" || logical?.type === "GEOGRAPHY")
      return [{ ...about, crs: logical.crs, isLonLat: logical.crs === undefined, rank: 0 }];
    if (!USUAL.has(name.toLowerCase()) || logical !== undefined || converted !== undefined) return [];
    return [{ ...about, crs: undefined, isLonLat: false, rank: 1 }];
  });
  return found.toSorted((a, b) => a.rank - b.rank);
}

function childNamed({ children }: SchemaTree, name: string): boolean {
  return children.some(({ element }) => element.name === name);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no metadata that says anything
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
