import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult } from "@duckdb/node-api";
import { readCrs } from "../../crs/read-crs.ts";
import type { CrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { Kind } from "../../geometry/column.ts";
import { appendWkb } from "../../geometry/wkb-reader.ts";
import { isTable, type LayerData } from "../../layers/layer-data.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { LayerDataBuilder } from "../../layers/table-builder.ts";
import { columnNames } from "../columns/row-places.ts";
import { bindNames, type BoundQuery } from "../postgis/bound-values.ts";
import type { QueryOptions } from "../postgis/read-postgis.ts";
import { placeIn } from "../postgis/server-error.ts";
import { addTable, type NamedLayer } from "./layer-tables.ts";
import { withDuckDb } from "./open-duckdb.ts";
import { resultType, wkbOfValue } from "./result-values.ts";

export interface LayerQuery extends QueryOptions {
  readonly layers: readonly NamedLayer[];
  /** Of the notebook. */
  readonly baseDir: string;
}

interface Work {
  readonly feedback: Feedback;
  readonly signal: AbortSignal;
}

/**
 * Runs a query over layers, each a table under its name with its places in "geometry", and makes a layer of the rows, or
 * a table. Throws SETUP without DuckDB, BAD_ARGUMENT with the place in the query, CRS_MISMATCH, TASK_CANCELED.
 */
export async function queryLayers(query: LayerQuery, { feedback, signal }: Work): Promise<LayerData> {
  const bound = bindNames(query.sql, query.values);
  return withDuckDb(query.baseDir, async (connection, module) => {
    const interrupt = (): void => connection.interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      for (const layer of query.layers) await addTable({ connection, module }, layer, feedback);
      feedback.throwIfCanceled();
      return await rowsOf(await begin(connection, bound), query, feedback);
    } catch (cause) {
      feedback.throwIfCanceled();
      signal.throwIfAborted();
      throw queryError(cause, query, bound);
    } finally {
      signal.removeEventListener("abort", interrupt);
    }
  });
}

async function begin(connection: DuckDBConnection, { sql, values }: BoundQuery): Promise<DuckDBResult> {
  const statement = await connection.prepare(sql);
  for (const [i, value] of values.entries()) bind(statement, i + 1, value);
  return statement.stream();
}

/** A magic's words are texts: those that are numbers are bound as numbers. */
function bind(statement: DuckDBPreparedStatement, at: number, value: unknown): void {
  const isNumber = typeof value === "string" && /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value);
  const given = isNumber ? Number(value) : value;
  if (given === null || given === undefined) statement.bindNull(at);
  else if (typeof given === "boolean") statement.bindBoolean(at, given);
  else if (typeof given === "bigint") statement.bindHugeInt(at, given);
  else if (typeof given === "number")
    if (Number.isSafeInteger(given)) statement.bindBigInt(at, BigInt(given));
    else statement.bindDouble(at, given);
  else if (typeof given === "string") statement.bindVarchar(at, given);
  else if (given instanceof Date) statement.bindVarchar(at, given.toISOString());
  else
    throw new SpatialError(
      "BAD_ARGUMENT",
      `A value of the query is ${JSON.stringify(given)}; give text, numbers, booleans, dates or null.`,
    );
}

async function rowsOf(result: DuckDBResult, query: LayerQuery, feedback: Feedback): Promise<LayerData> {
  const names = columnNames(result.columnNames());
  const types = result.columnTypes();
  const places = types.flatMap((type, at) => (String(type).startsWith("GEOMETRY") ? [at] : []));
  const place = pickPlace(places, names, query, feedback);
  const builder = place === undefined ? LayerDataBuilder.ofTable() : new LayerDataBuilder(crsOf(query));
  const kept = types.flatMap((type, at) => (places.includes(at) ? [] : [{ at, ...resultType(type) }]));
  const wide = new Set(
    query.layers.flatMap(({ data }) => data.fields.flatMap(({ name, type }) => (type === "integer64" ? [name] : []))),
  );
  const columns = kept.map(({ at, type, read }) => {
    const name = names[at]!;
    const own = type ?? (wide.has(name) ? "integer64" : undefined);
    return { at, read: own === "integer64" ? (value: unknown) => value : read, column: builder.column(name, own) };
  });
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    feedback.throwIfCanceled();
    const start = builder.length;
    if (place !== undefined) for (const value of chunk.getColumnValues(place)) addPlace(builder, value);
    else for (let i = 0; i < chunk.rowCount; i++) builder.beginRecord();
    for (const { at, read, column } of columns)
      for (const [i, value] of chunk.getColumnValues(at).entries())
        if (value !== null) column.set(start + i, read(value));
    feedback.progress(0, `${builder.length.toLocaleString("en")} rows`);
  }
  return builder.finish();
}

function addPlace({ geometry }: LayerDataBuilder, value: unknown): void {
  if (value !== null) return void appendWkb(geometry, wkbOfValue(value));
  geometry.beginFeature(Kind.Null);
  geometry.endFeature();
}

// oxlint-disable-next-line max-params -- where they are, what they are called, what is asked for, who is told
function pickPlace(
  places: readonly number[],
  names: readonly string[],
  { geometry: wanted }: LayerQuery,
  feedback: Feedback,
): number | undefined {
  const known = places.map((at) => names[at]!);
  if (wanted !== undefined) {
    const at = places[known.indexOf(wanted)];
    if (at !== undefined) return at;
    throw new SpatialError("BAD_ARGUMENT", `There is no column of geometries "${wanted}".${didYouMean(wanted, known)}`);
  }
  if (places.length > 1)
    feedback.log(
      "warning",
      `The answer has ${places.length} columns of geometries; taken is "${known[0]}", left out: ${known.slice(1).join(", ")}. --geometry NAME takes another one.`,
    );
  return places[0];
}

/** Places of all layers must be in one CRS, since nobody sees which of them a row is of. */
function crsOf({ layers, crs }: LayerQuery): CrsId {
  if (crs !== undefined) return readCrs(crs);
  const placed = layers.filter(({ data }) => !isTable(data));
  const [first, ...others] = placed;
  const other = others.find(({ data }) => data.crs !== first?.data.crs);
  if (first === undefined) return readCrs("EPSG:4326");
  if (other === undefined) return first.data.crs;
  throw new SpatialError(
    "CRS_MISMATCH",
    `${first.name} is in ${first.data.crs}, ${other.name} in ${other.data.crs}. Reproject one of them first, or say which one the result is in: --crs ${first.data.crs}.`,
  );
}

/** What DuckDB says, with the place in the query as the user wrote it. */
function queryError(cause: unknown, { sql, layers }: LayerQuery, bound: BoundQuery): unknown {
  if (cause instanceof SpatialError || !(cause instanceof Error)) return cause;
  const [said = "", place] = cause.message.split(/\n\nLINE (?=\d+:)/);
  const tables =
    layers.length === 0
      ? "no layer's name was found in the query"
      : `layers: ${layers.map(({ name }) => name).join(", ")}`;
  const shown = place === undefined ? "" : `\n${placeOf(place, bound, sql)}`;
  return new SpatialError("BAD_ARGUMENT", `DuckDB says: ${said.trim()} (${tables})${shown}`);
}

/** `1: select naem from t`, and a line with a caret below it. */
function placeOf(text: string, { sql: sent, original }: BoundQuery, sql: string): string {
  const [shown = "", caret = ""] = text.split("\n");
  const [head = "", number = "1"] = /^(\d+): /.exec(shown) ?? [];
  const line = sent.split("\n")[Number(number) - 1] ?? "";
  const excerpt = shown.slice(head.length).replaceAll(/^\.{3}|\.{3}$/g, "");
  const within = line.indexOf(excerpt);
  const column =
    caret.indexOf("^") - "LINE ".length - head.length - (shown.slice(head.length).startsWith("...") ? 3 : 0);
  if (within < 0 || column < 0) return `line ${shown}`;
  const before = sent
    .split("\n")
    .slice(0, Number(number) - 1)
    .join("\n");
  const at = (before === "" ? 0 : before.length + 1) + within + column;
  return placeIn(sql, original(Array.from(sent.slice(0, at)).length));
}
