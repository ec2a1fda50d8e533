import type { Database } from "node-sqlite3-wasm";
import type { CrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { Kind } from "../../geometry/column.ts";
import { appendGeoPackageGeometry } from "../../geometry/geopackage-geometry.ts";
import type { FieldType, LayerData } from "../../layers/layer-data.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { parseExact } from "../../layers/exact-json.ts";
import { fileCrs } from "../file-crs.ts";
import { fieldPositions, type Query } from "../query.ts";
import type { RandomSource } from "../sources/source.ts";
import { type SqlRow, withDatabase } from "./open-database.ts";
import { searchRtree } from "./rtree.ts";
import { quoted } from "../quoted-name.ts";

const READING = 0.95;
/** Rows that are asked for by their ids at once. */
const AT_ONCE = 500;

/** A table of the file, as its own tables describe it. */
interface Table {
  readonly name: string;
  /** Of its places; undefined for one without. */
  readonly geometry: string | undefined;
  readonly srsId: number;
  readonly key: string | undefined;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  readonly type: FieldType;
  readonly isJson: boolean;
}

/**
 * Reads one layer of a GeoPackage, in the order of its ids, which are left out. Bounds are looked up in its index.
 * Throws BAD_ARGUMENT when it must be said which layer is meant, LAYER_UNREADABLE, UNKNOWN_CRS.
 */
export function readGeoPackage(source: RandomSource, query: Query, feedback: Feedback): Promise<LayerData> {
  return withDatabase(source, (database) => {
    const { name } = source;
    const table = tableOf(database, pickLayer(database, name, query.layer));
    const crs = query.crs ?? crsOf(database, table, { name, feedback });
    try {
      return readTable(database, table, { query, crs, feedback });
    } catch (cause) {
      if (!(cause instanceof SpatialError) || !["INVALID_GEOMETRY", "LAYER_UNREADABLE"].includes(cause.code))
        throw cause;
      throw new SpatialError(cause.code, `Cannot read "${name}", layer "${table.name}": ${cause.message}`, { cause });
    }
  });
}

interface Reading {
  readonly name: string;
  readonly feedback: Feedback;
}

function pickLayer(database: Database, file: string, wanted: string | undefined): string {
  if (database.get("select 1 as found from sqlite_master where name = 'gpkg_contents'") === null)
    throw new SpatialError(
      "LAYER_UNREADABLE",
      `"${file}" is an SQLite database, but no GeoPackage: it has no table gpkg_contents.`,
    );
  const rows = database.all(
    "select table_name from gpkg_contents where data_type in ('features', 'attributes', 'aspatial') order by rowid",
  ) as SqlRow[];
  const names = rows.map((row) => String(row["table_name"]));
  const [only] = names;
  if (wanted === undefined && names.length === 1 && only !== undefined) return only;
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  const list = names.map((each) => `"${each}"`).join(", ");
  if (names.length === 0) throw new SpatialError("LAYER_UNREADABLE", `"${file}" has no layers of features.`);
  const problem =
    wanted === undefined ? `"${file}" holds ${names.length} layers` : `"${file}" has no layer "${wanted}"`;
  const near = wanted === undefined ? "" : didYouMean(wanted, names);
  throw new SpatialError("BAD_ARGUMENT", `${problem}.${near} Pick one with --layer NAME: ${list}.`);
}

function tableOf(database: Database, name: string): Table {
  const place = database.get(
    "select column_name, srs_id from gpkg_geometry_columns where lower(table_name) = lower(?)",
    name,
  ) as SqlRow | null;
  const geometry = place === null ? undefined : String(place["column_name"]);
  const infos = database.all(`pragma table_info(${quoted(name)})`) as SqlRow[];
  if (infos.length === 0) throw new SpatialError("LAYER_UNREADABLE", `there is no table "${name}"`);
  const json = jsonColumns(database, name);
  const keys = infos.filter((info) => Number(info["pk"]) > 0);
  const key = keys.length === 1 && /^int/i.test(String(keys[0]!["type"])) ? String(keys[0]!["name"]) : undefined;
  const columns = infos.flatMap((info): Column[] => {
    const column = String(info["name"]);
    if (column === key || column.toLowerCase() === geometry?.toLowerCase()) return [];
    const isJson = json.has(column);
    return [{ name: column, type: isJson ? "json" : typeOf(String(info["type"])), isJson }];
  });
  return { name, geometry, srsId: Number(place?.["srs_id"] ?? 0), key, columns };
}

function jsonColumns(database: Database, table: string): Set<string> {
  if (database.get("select 1 as found from sqlite_master where name = 'gpkg_data_columns'") === null) return new Set();
  const rows = database.all(
    "select column_name from gpkg_data_columns where table_name = ? and mime_type = 'application/json'",
    table,
  ) as SqlRow[];
  return new Set(rows.map((row) => String(row["column_name"])));
}

function typeOf(declared: string): FieldType {
  const type = declared.toUpperCase().replace(/\(.*/, "").trim();
  if (type === "BOOLEAN") return "boolean";
  if (/^(?:TINYINT|SMALLINT|MEDIUMINT|INT|INTEGER|BIGINT)$/.test(type)) return "integer";
  if (/^(?:FLOAT|DOUBLE|REAL|NUMERIC|DECIMAL)/.test(type)) return "number";
  if (type === "DATE") return "date";
  if (type === "DATETIME") return "datetime";
  return type === "BLOB" ? "binary" : "string";
}

function crsOf(database: Database, { srsId, geometry }: Table, { name, feedback }: Reading): CrsId {
  const row = database.get("select * from gpkg_spatial_ref_sys where srs_id = ?", srsId) as SqlRow | null;
  const organization = String(row?.["organization"] ?? "NONE");
  if (geometry === undefined) return fileCrs("EPSG:4326", { name, feedback });
  if (row !== null && organization.toUpperCase() !== "NONE")
    return fileCrs(`${organization.toUpperCase()}:${String(row["organization_coordsys_id"])}`, { name, feedback });
  const definition = row?.["definition"];
  // the two that the format has for "unknown" say so
  if (srsId > 0 && typeof definition === "string" && definition !== "undefined")
    return fileCrs(definition, { name, feedback });
  throw new SpatialError(
    "UNKNOWN_CRS",
    `"${name}" does not state its CRS. State it yourself, e.g. --crs EPSG:4326 or { crs: "EPSG:4326" }.`,
  );
}

interface Work {
  readonly query: Query;
  readonly crs: CrsId;
  readonly feedback: Feedback;
}

function readTable(database: Database, table: Table, { query, crs, feedback }: Work): LayerData {
  const columns = wantedColumns(table, query.fields);
  const fields = columns.map(({ name, type }) => ({ name, type }));
  const builder = table.geometry === undefined ? LayerDataBuilder.ofTable(fields) : new LayerDataBuilder(crs, fields);
  const total = Number((database.get(`select count(*) as n from ${quoted(table.name)}`) as SqlRow)["n"]);
  for (const row of rowsOf(database, { table, columns, query })) {
    const index = builder.length;
    addGeometry(builder, table, row);
    for (const { name, type, isJson } of columns) addValue(builder, { name, type, isJson, index }, row[name] ?? null);
    if (index % 256 === 0) {
      feedback.throwIfCanceled();
      feedback.progress((READING * index) / Math.max(1, total), "reading");
    }
  }
  feedback.progress(1, "reading");
  const data = builder.finish();
  return data;
}

function wantedColumns({ columns }: Table, names: readonly string[] | undefined): readonly Column[] {
  if (names === undefined) return columns;
  const all = columns.map(({ name }) => name);
  return fieldPositions(all, names).map((position) => columns[position]!);
}

function addGeometry(builder: LayerDataBuilder, { geometry, key }: Table, row: SqlRow): void {
  if (geometry === undefined) return void builder.beginRecord();
  const bytes = row[geometry];
  if (!(bytes instanceof Uint8Array)) {
    builder.geometry.beginFeature(Kind.Null);
    builder.geometry.endFeature();
    return;
  }
  try {
    appendGeoPackageGeometry(builder.geometry, bytes);
  } catch (cause) {
    if (!(cause instanceof SpatialError)) throw cause;
    const which = key === undefined ? `row ${builder.length + 1}` : `the row with ${key} ${String(row[key])}`;
    throw new SpatialError(cause.code, `${which}: ${cause.message}`, { cause });
  }
}

/** SQLite lets any value stand in any column; what does not fit the column's type makes it a wider one. */
function addValue(
  builder: LayerDataBuilder,
  { name, type, isJson, index }: Column & { readonly index: number },
  value: SqlRow[string],
): void {
  if (value === null) return;
  const column = builder.column(name);
  if (type === "boolean" && (value === 0 || value === 1)) column.set(index, value === 1);
  else if (isJson && typeof value === "string") column.set(index, parsed(value));
  else column.set(index, value);
}

function parsed(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return text; // said to be JSON, and is none
  }
}

interface Asked {
  readonly table: Table;
  readonly columns: readonly Column[];
  readonly query: Query;
}

function* rowsOf(database: Database, { table, columns, query: { bounds, limit } }: Asked): Generator<SqlRow> {
  const { name, geometry, key } = table;
  const names = [key, geometry, ...columns.map((column) => column.name)].filter((each) => each !== undefined);
  const select = `select ${names.map(quoted).join(", ")} from ${quoted(name)}`;
  const ids =
    bounds === undefined || key === undefined || geometry === undefined
      ? undefined
      : searchRtree(database, `rtree_${name}_${geometry}`, bounds);
  if (ids === undefined) {
    yield* answers(database, bounds === undefined && limit !== undefined ? `${select} limit ${limit}` : select, []);
    return;
  }
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const marks = some.map(() => "?").join(", ");
    yield* answers(database, `${select} where ${quoted(key!)} in (${marks}) order by ${quoted(key!)}`, some);
  }
}

function* answers(database: Database, sql: string, values: readonly number[]): Generator<SqlRow> {
  const statement = database.prepare(sql);
  try {
    for (const row of statement.iterate([...values])) yield row as SqlRow;
  } finally {
    statement.finalize();
  }
}
