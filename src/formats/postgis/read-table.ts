import type { Client } from "pg";
import { SpatialError } from "../../errors.ts";
import { didYouMean } from "../../layers/near-names.ts";
import type { Loaded } from "../open.ts";
import { fieldPositions, type Query } from "../query.ts";
import { quoted } from "../quoted-name.ts";
import { type DatabaseWork, withClient } from "./client.ts";
import { answer } from "./read-postgis.ts";

export interface TableOptions extends Pick<Query, "bounds" | "fields" | "limit"> {
  /** With its schema or without; the only one with places if nothing is said. */
  readonly table?: string | undefined;
  /** The column of the places, where there are several. */
  readonly geometry?: string | undefined;
  readonly crs?: string | undefined;
  /** SQL that says which rows are wanted. */
  readonly condition?: string | undefined;
}

/** A table of the server's, as its catalogue describes it. */
export interface Table {
  /** As SQL has it, with its schema. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns of its primary key. */
  readonly key: readonly string[];
  /** About how many; undefined before the server has ever counted. */
  readonly rows: number | undefined;
}

/**
 * Reads a table, or the part of it that is asked for, which the server picks: bounds by its index, fields, limit.
 * Rows come in the order of the primary key, where there is one. Throws as `queryPostgis` does.
 */
export function readTable(options: TableOptions, work: DatabaseWork): Promise<Loaded> {
  return withClient(work, async (client) => {
    const table = await describeTable(client, options.table ?? (await onlyTable(client)));
    const { sql, values, isPart } = tableQuery(table, options);
    const total = isPart || table.rows === undefined ? options.limit : Math.min(table.rows, options.limit ?? Infinity);
    const loaded = await answer(client, { sql, values, total, geometry: options.geometry, crs: options.crs }, work);
    const count = loaded.data.geometry.length.toLocaleString("en");
    const all = table.rows === undefined ? "" : ` of about ${table.rows.toLocaleString("en")}`;
    if (isPart) work.feedback.log("info", `The server gave ${count}${all} rows of ${table.name}, as asked for.`);
    return loaded;
  });
}

function tableQuery({ name, columns, key }: Table, { bounds, fields, limit, geometry, condition }: TableOptions) {
  const isPlace = ({ type }: Table["columns"][number]): boolean => type === "geometry" || type === "geography";
  const places = columns.filter(isPlace);
  const place = geometry === undefined ? places[0] : places.find((each) => each.name === geometry);
  const others = columns.filter((column) => !isPlace(column));
  const names = others.map((column) => column.name);
  const wanted = fields === undefined ? names : fieldPositions(names, fields).map((at) => names[at]!);
  const shown = [...wanted, ...(geometry === undefined ? places.map((each) => each.name) : [geometry])];
  const conditions = condition === undefined ? [] : [`(${condition})`];
  const values: number[] = [];
  if (bounds !== undefined && place !== undefined) {
    conditions.push(within(quoted(place.name), place.type));
    values.push(...bounds);
  }
  const where = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const order = key.length === 0 ? "" : ` order by ${key.map(quoted).join(", ")}`;
  const most = limit === undefined ? "" : ` limit ${limit}`;
  const list = shown.length === 0 ? "null as nothing" : shown.map(quoted).join(", ");
  return {
    sql: `select ${list} from ${name}${where}${order}${most}`,
    values,
    isPart: conditions.length > 0 || limit !== undefined,
  };
}

/** Whose own bounds meet a box: by the index, which rounds, and then exactly. */
function within(column: string, type: string): string {
  const place = type === "geography" ? `${column}::geometry` : column;
  const box = `ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, ST_SRID(${place}))`;
  return (
    `${place} && ${box} and ST_XMax(${place}) >= $1 and ST_YMax(${place}) >= $2 ` +
    `and ST_XMin(${place}) <= $3 and ST_YMin(${place}) <= $4`
  );
}

export async function describeTable(client: Client, given: string): Promise<Table> {
  const found = await findTable(client, given);
  if (found === undefined) throw await noTable(client, given);
  const { rows } = await client.query(
    `select a.attname as name, t.typname as type, coalesce(a.attnum = any(i.indkey), false) as "isKey"
     from pg_attribute a join pg_type t on t.oid = a.atttypid
     left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
     where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    [found.oid],
  );
  const columns = rows as { name: string; type: string; isKey: boolean }[];
  const key = columns.filter(({ isKey }) => isKey).map(({ name }) => name);
  return { name: found.name, columns, key, rows: found.rows < 0 ? undefined : found.rows };
}

/** A name as SQL takes it, or as it stands in the catalogue, in letters of any case. */
export async function findTable(
  client: Client,
  given: string,
): Promise<{ readonly oid: number; readonly name: string; readonly rows: number } | undefined> {
  const dot = given.indexOf(".");
  const [schema, name] = dot < 0 ? [undefined, given] : [given.slice(0, dot), given.slice(dot + 1)];
  const { rows } = await client.query(
    `select c.oid::int8::text as oid, format('%I.%I', n.nspname, c.relname) as name, c.reltuples::float8 as rows
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'v', 'm', 'f', 'p')
       and ((c.relname = $2 and n.nspname = coalesce($1, n.nspname)) or (c.relname = $3))
       and ($1 is not null or n.nspname = any(current_schemas(true)))
     order by array_position(current_schemas(true), n.nspname)`,
    [schema ?? null, name, given],
  );
  const [first] = rows as { oid: string; name: string; rows: number }[];
  return first === undefined ? undefined : { ...first, oid: Number(first.oid) };
}

async function noTable(client: Client, given: string): Promise<SpatialError> {
  const tables = await tableNames(client);
  const known = tables.length === 0 ? "It has none with geometries." : `With geometries: ${tables.join(", ")}.`;
  return new SpatialError("BAD_ARGUMENT", `The database has no table "${given}".${didYouMean(given, tables)} ${known}`);
}

async function onlyTable(client: Client): Promise<string> {
  const tables = await tableNames(client);
  const [only] = tables;
  if (tables.length === 1 && only !== undefined) return only;
  const known = tables.length === 0 ? "" : `: ${tables.join(", ")}`;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The database has ${tables.length} tables with geometries${known}. Say which one is meant: …?table=NAME.`,
  );
}

async function tableNames(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query(
    `select case when f_table_schema = any(current_schemas(false)) then f_table_name else f_table_schema || '.' || f_table_name end as name
     from (select f_table_schema, f_table_name from geometry_columns union select f_table_schema, f_table_name from geography_columns) as places
     order by 1`,
  );
  return (rows as { name: string }[]).map(({ name }) => name);
}
