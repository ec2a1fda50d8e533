import type { Client } from "pg";
import { SpatialError } from "../../errors.ts";
import { didYouMean } from "../../layers/near-names.ts";
import type { Loaded } from "../open.ts";
import type { Feedback } from "../../feedback.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { askedFor, withCondition } from "../condition.ts";
import { type ComparedAs, pushedCondition } from "../pushed-condition.ts";
import { fieldPositions, parsePart, partOf, type Query } from "../query.ts";
import { quoted } from "../quoted-name.ts";
import { type DatabaseWork, withClient } from "./client.ts";
import { answer, loadedFrom } from "./read-postgis.ts";

interface TableWork extends DatabaseWork {
  /** For conditions that compute with places. */
  readonly openEngine?: () => Promise<GeometryEngine>;
}

export interface TableOptions extends Pick<Query, "bounds" | "fields" | "limit"> {
  /** With its schema or without; the only one with places if nothing is said. */
  readonly table?: string | undefined;
  /** The column of the places, where there are several. */
  readonly geometry?: string | undefined;
  readonly crs?: string | undefined;
  /** An expression that must be true of the rows. */
  readonly where?: string | undefined;
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
export function readTable(options: TableOptions, work: TableWork): Promise<Loaded> {
  const asked = { ...options, ...parsePart(options) };
  return withClient(work, async (client) => {
    const table = await describeTable(client, asked.table ?? (await onlyTable(client)));
    const { sql, values, pushed } = tableQuery(table, asked);
    const total =
      pushed.length > 0 || table.rows === undefined ? undefined : Math.min(table.rows, asked.limit ?? Infinity);
    const given = { sql, values, total, geometry: asked.geometry, crs: asked.crs };
    const { data, bytes } = await answer(client, given, work);
    tellPart(table, { count: data.geometry.length, pushed }, work.feedback);
    const kept = await withCondition(
      data,
      { where: asked.where, openEngine: work.openEngine, name: table.name },
      work.feedback,
    );
    return loadedFrom(work, partOf(kept, asked.where === undefined ? {} : asked), bytes);
  });
}

/** What the server was asked for, so that nobody thinks it sent all. */
function tellPart(
  { name, rows }: Table,
  { count, pushed }: { readonly count: number; readonly pushed: readonly string[] },
  feedback: Feedback,
): void {
  if (pushed.length === 0) return;
  const all = rows === undefined ? "" : ` of about ${rows.toLocaleString("en")}`;
  feedback.log(
    "info",
    `The server gave ${count.toLocaleString("en")}${all} rows of ${name}, chosen by ${pushed.join(", ")}.`,
  );
}

/** Types of the server's whose values compare there as they do here. */
const COMPARED: Readonly<Record<string, ComparedAs>> = {
  int2: "number",
  int4: "number",
  int8: "number",
  float8: "number",
  text: "text",
  varchar: "text",
};

function tableQuery({ name, columns, key }: Table, asked: TableOptions) {
  const { bounds, limit, where, geometry } = asked;
  const places = columns.filter(isPlace);
  const place = geometry === undefined ? places[0] : places.find((each) => each.name === geometry);
  const shown = [
    ...wantedColumns(columns, asked),
    ...(geometry === undefined ? places.map((each) => each.name) : [geometry]),
  ];
  const typeOf = (field: string): ComparedAs | undefined =>
    COMPARED[columns.find((each) => each.name === field)?.type ?? ""];
  const conditions = where === undefined ? [] : [...pushedCondition(where, typeOf)];
  const pushed = conditions.length === 0 ? [] : ["--where"];
  const isBounded = bounds !== undefined && place !== undefined;
  if (isBounded) conditions.push(within(quoted(place.name), place.type));
  if (isBounded) pushed.push("bounds");
  const filter = conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`;
  const order = key.length === 0 ? "" : ` order by ${key.map(quoted).join(", ")}`;
  // what is left of a condition comes before it
  const most = limit === undefined || where !== undefined ? "" : ` limit ${limit}`;
  if (most !== "") pushed.push("limit");
  const list = shown.length === 0 ? "null as nothing" : shown.map(quoted).join(", ");
  return { sql: `select ${list} from ${name}${filter}${order}${most}`, values: isBounded ? bounds : [], pushed };
}

function isPlace({ type }: Table["columns"][number]): boolean {
  return type === "geometry" || type === "geography";
}

/** Those that are asked for, and those that the condition reads. */
function wantedColumns(columns: Table["columns"], { fields, where }: TableOptions): readonly string[] {
  const names = columns.filter((column) => !isPlace(column)).map((column) => column.name);
  const { fields: wanted } = askedFor({ ...(fields !== undefined && { fields }) }, where);
  return wanted === undefined ? names : fieldPositions(names, wanted).map((at) => names[at]!);
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
