import type { DuckDBConnection, DuckDBType } from "@duckdb/node-api";
import type { Feedback } from "../../feedback.ts";
import { wkbOf } from "../../geometry/wkb-writer.ts";
import { textAt, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field, LayerData } from "../../layers/layer-data.ts";
import { isTable } from "../../layers/layer-data.ts";
import { quoted } from "../quoted-name.ts";
import type { DuckDbModule } from "./open-duckdb.ts";

/** Rows of a chunk: no more fit into one. */
const CHUNK = 2048;

export interface NamedLayer {
  readonly name: string;
  readonly data: LayerData;
}

/** A column as it is handed over, and what its view makes of it. */
interface HandedColumn {
  readonly name: string;
  readonly type: DuckDBType;
  /** The SQL type that its text is read as; absent where it is of its type already. */
  readonly cast?: string;
  readonly valueOf: (index: number) => unknown;
}

/**
 * Makes a layer a table under its name, with a column "geometry" of its places. Texts of dates, moments and JSON are
 * read by the database, when they are asked for.
 */
export async function addTable(
  { connection, module }: { readonly connection: DuckDBConnection; readonly module: DuckDbModule },
  { name, data }: NamedLayer,
  feedback: Feedback,
): Promise<void> {
  const columns = handedColumns(data, module);
  const raw = `raw ${name}`;
  const declared = columns.map((column) => `${quoted(column.name)} ${String(column.type)}`);
  await connection.run(
    `create table ${quoted(raw)} (${declared.length === 0 ? "nothing boolean" : declared.join(", ")})`,
  );
  const appender = await connection.createAppender(raw);
  for (let start = 0; start < data.geometry.length; start += CHUNK) {
    feedback.throwIfCanceled();
    const count = Math.min(CHUNK, data.geometry.length - start);
    const chunk = module.DuckDBDataChunk.create(
      columns.length === 0 ? [module.BOOLEAN] : columns.map(({ type }) => type),
      count,
    );
    for (const [i, { valueOf }] of columns.entries())
      chunk.setColumnValues(i, Array.from({ length: count }, (_, row) => valueOf(start + row)) as never);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  const shown = columns.map(({ name: own, cast }) =>
    cast === undefined ? quoted(own) : `${cast.replace("?", quoted(own))} as ${quoted(own)}`,
  );
  await connection.run(
    `create view ${quoted(name)} as select ${shown.length === 0 ? "null as nothing" : shown.join(", ")} from ${quoted(raw)}`,
  );
}

function handedColumns(data: LayerData, module: DuckDbModule): readonly HandedColumn[] {
  const columns = data.fields.map((field, i) => handed(field, data.columns[i]!, module));
  if (isTable(data)) return columns;
  const blobOf = (index: number): unknown => {
    const bytes = wkbOf(data.geometry, index);
    return bytes === undefined ? null : new module.DuckDBBlobValue(bytes);
  };
  const names = new Set(data.fields.map(({ name }) => name.toLowerCase()));
  const name = names.has("geometry") ? "geom" : "geometry";
  return [...columns, { name, type: module.BLOB, cast: "ST_GeomFromWKB(?)", valueOf: blobOf }];
}

function handed(field: Field, column: AttributeColumn, module: DuckDbModule): HandedColumn {
  const { name, type } = field;
  const known =
    (read: (index: number) => unknown) =>
    (index: number): unknown =>
      column.valid[index] === 1 ? read(index) : null;
  const value = known((index) => valueAt(column, field, index));
  const text = known((index) => (column.storage === "text" ? textAt(column, index) : null));
  switch (type) {
    case "integer":
    case "number":
      return isInt(column, type)
        ? { name, type: module.INTEGER, valueOf: value }
        : { name, type: module.DOUBLE, ...(type === "integer" && { cast: "?::BIGINT" }), valueOf: value };
    case "integer64":
      return { name, type: module.VARCHAR, cast: "?::HUGEINT", valueOf: text };
    case "boolean":
      return { name, type: module.BOOLEAN, valueOf: value };
    case "binary":
      return {
        name,
        type: module.BLOB,
        valueOf: known((index) => new module.DuckDBBlobValue(valueAt(column, field, index) as Uint8Array)),
      };
    case "date":
      return { name, type: module.VARCHAR, cast: "?::DATE", valueOf: text };
    case "time":
      return { name, type: module.VARCHAR, cast: "?::TIME", valueOf: text };
    case "datetime":
      return { name, type: module.VARCHAR, ...momentCast(column), valueOf: text };
    case "list":
    case "json":
      return { name, type: module.VARCHAR, cast: "?::JSON", valueOf: text };
    case "string":
      return { name, type: module.VARCHAR, valueOf: text };
  }
}

function isInt(column: AttributeColumn, type: Field["type"]): boolean {
  return type === "integer" && column.storage === "number" && column.values.every((each) => Math.abs(each) < 2 ** 31);
}

/** Moments with an offset and those without are of different types; where both are, they stay texts. */
function momentCast(column: AttributeColumn): { readonly cast?: string } {
  if (column.storage !== "text") return {};
  const kinds = new Set<boolean>();
  for (let i = 0; i < column.valid.length; i++)
    if (column.valid[i] === 1) kinds.add(/(?:Z|[+-]\d\d:?\d\d)$/.test(textAt(column, i)));
  if (kinds.size > 1) return {};
  return { cast: kinds.has(true) ? "?::TIMESTAMPTZ" : "?::TIMESTAMP" };
}
