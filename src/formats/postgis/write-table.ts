import { once } from "node:events";
import type { Client } from "pg";
import type { CopyStreamQuery } from "pg-copy-streams";
import { SpatialError } from "../../errors.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import { kindAt } from "../../geometry/kind.ts";
import { geometryTypeName } from "../../geometry/wkb-types.ts";
import { ordinatesOf, wkbOf } from "../../geometry/wkb-writer.ts";
import { isTable, type LayerData } from "../../layers/layer-data.ts";
import { fieldPositions } from "../query.ts";
import { quoted } from "../quoted-name.ts";
import { type DatabaseWork, secretsOf, withClient } from "./client.ts";
import { sridOf } from "./database-crs.ts";
import { describeTable, findTable, type Table } from "./read-table.ts";
import { serverError } from "./server-error.ts";
import { type WrittenColumn, writtenColumn } from "./written-columns.ts";

export interface TableTarget {
  /** With its schema or without. */
  readonly table: string;
  /** The column of the places; "geom" if nothing is said. */
  readonly geometry?: string | undefined;
  /** What becomes of a table of that name: nothing may be there, it gets these rows besides, or goes. */
  readonly mode: "create" | "append" | "replace";
}

const AT_ONCE = 500;
/** The rest of the time goes into the index. */
const COPYING = 0.9;

/**
 * Writes a layer into a table: with types, SRID and an index of places, in one transaction, so that nothing is there
 * before all is. Throws LAYER_UNWRITABLE where the table is there already, UNKNOWN_CRS, and what the server says.
 */
export function writeTable(
  data: LayerData,
  target: TableTarget,
  work: DatabaseWork,
): Promise<{ readonly bytes: number; readonly features: number }> {
  return withClient(work, async (client) => {
    try {
      const writer = await TableWriter.open(client, { data, target, work });
      await client.query("begin");
      const bytes = await writer.write();
      await client.query("commit");
      work.feedback.progress(1, "writing");
      return { bytes, features: data.geometry.length };
    } catch (cause) {
      const { label } = work.connection;
      throw serverError(cause, { label, sql: "", secrets: secretsOf(work.connection) });
    }
  });
}

interface Writing {
  readonly data: LayerData;
  readonly target: TableTarget;
  readonly work: DatabaseWork;
}

class TableWriter {
  readonly #client: Client;
  readonly #writing: Writing;
  readonly #columns: readonly WrittenColumn[];
  readonly #srid: number;
  /** What is there and gets rows besides. */
  readonly #existing: Table | undefined;
  readonly #name: string;
  readonly #place: string;

  private constructor(
    client: Client,
    writing: Writing,
    found: { readonly srid: number; readonly existing: Table | undefined },
  ) {
    const { data, target } = writing;
    this.#client = client;
    this.#writing = writing;
    this.#srid = found.srid;
    this.#existing = target.mode === "append" ? found.existing : undefined;
    this.#name = found.existing?.name ?? qualified(target.table);
    const names = (this.#existing?.columns ?? []).map(({ name }) => name);
    const own = data.fields.map((field, i) => writtenColumn(field, data.columns[i]!));
    // an existing table's own spelling of them
    const spelled =
      this.#existing &&
      fieldPositions(
        names,
        own.map(({ name }) => name),
      ).map((at) => names[at]!);
    this.#columns = own.map((column, i) => ({ ...column, name: spelled?.[i] ?? column.name }));
    this.#place =
      target.geometry ??
      placeOf(this.#existing) ??
      freeName(
        "geom",
        own.map(({ name }) => name),
      );
  }

  static async open(client: Client, writing: Writing): Promise<TableWriter> {
    const { data, target, work } = writing;
    const srid = isTable(data) ? 0 : await sridOf(client, data.crs, work.connection.label);
    const found = await findTable(client, target.table);
    if (found !== undefined && target.mode === "create")
      throw new SpatialError(
        "LAYER_UNWRITABLE",
        `The database has a table ${found.name} already. Add to it with --append, or put this one in its place with --replace.`,
      );
    const existing = found && (await describeTable(client, target.table));
    return new TableWriter(client, writing, { srid, existing });
  }

  async write(): Promise<number> {
    const { data, target } = this.#writing;
    const hasPlaces = !isTable(data);
    if (this.#existing === undefined) {
      if (target.mode === "replace") await this.#client.query(`drop table if exists ${this.#name}`);
      await this.#client.query(`create table ${this.#name} (${this.#declarations().join(", ")})`);
    }
    const names = [...this.#columns.map(({ name }) => name), ...(hasPlaces ? [this.#place] : [])];
    const bytes = await this.#copy(names);
    if (this.#existing === undefined && hasPlaces)
      await this.#client.query(`create index on ${this.#name} using gist (${quoted(this.#place)})`);
    await this.#client.query(`analyze ${this.#name}`);
    return bytes;
  }

  #declarations(): string[] {
    const { data } = this.#writing;
    const own = this.#columns.map(({ name, sqlType }) => `${quoted(name)} ${sqlType}`);
    return isTable(data) ? own : [...own, `${quoted(this.#place)} ${placeType(data.geometry, this.#srid)}`];
  }

  async #copy(names: readonly string[]): Promise<number> {
    const { data, work } = this.#writing;
    const count = data.geometry.length;
    if (count === 0 || names.length === 0) return 0;
    // in a bundle, a CommonJS package is there as its default export alone
    const { default: copy } = await import("pg-copy-streams");
    const stream = this.#client.query(copy.from(`copy ${this.#name} (${names.map(quoted).join(", ")}) from stdin`));
    // what the server says of a row; seen even while nobody writes
    const failed = once(stream, "error").then(([error]) => {
      throw error as Error;
    });
    const ended = once(stream, "finish");
    failed.catch(() => undefined);
    ended.catch(() => undefined);
    let bytes = 0;
    for (let start = 0; start < count; start += AT_ONCE) {
      work.feedback.throwIfCanceled();
      const text = this.#rows(start, Math.min(count, start + AT_ONCE));
      bytes += Buffer.byteLength(text);
      await Promise.race([failed, written(stream, text)]);
      work.feedback.progress((COPYING * start) / count, `${start.toLocaleString("en")} rows`);
    }
    stream.end();
    await Promise.race([failed, ended]);
    return bytes;
  }

  #rows(from: number, to: number): string {
    const { geometry } = this.#writing.data;
    const hasPlaces = !isTable(this.#writing.data);
    let text = "";
    for (let i = from; i < to; i++) {
      const values = this.#columns.map(({ textOf }) => escaped(textOf(i)));
      if (hasPlaces) values.push(hexOf(geometry, i, this.#srid));
      text += `${values.join("\t")}\n`;
    }
    return text;
  }
}

/** Settles when the next may come. */
async function written(stream: CopyStreamQuery, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, "drain");
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(text: string | null): string {
  return text === null ? "\\N" : text.replaceAll(/[\\\n\r\t]/g, (char) => ESCAPES[char]!);
}

function hexOf(geometry: GeometryColumn, index: number, srid: number): string {
  const bytes = wkbOf(geometry, index, { dialect: "extended", srid });
  return bytes === undefined ? "\\N" : Buffer.from(bytes.buffer).toString("hex");
}

/** The narrowest declaration that takes all of them; that of places with and without heights says nothing. */
function placeType(geometry: GeometryColumn, srid: number): string {
  const kinds = new Set<number>();
  const ordinates = new Set<string>();
  for (let i = 0; i < geometry.length; i++) {
    const kind = kindAt(geometry, i);
    if (kind === 0) continue;
    const { z, m } = ordinatesOf(geometry, i);
    kinds.add(kind);
    ordinates.add(`${z ? "Z" : ""}${m ? "M" : ""}`);
  }
  if (ordinates.size > 1) return "geometry";
  const [kind] = kinds;
  const name = kinds.size === 1 && kind !== undefined ? geometryTypeName(kind) : "Geometry";
  return `geometry(${name}${[...ordinates].join("")}, ${srid})`;
}

function placeOf(table: Table | undefined): string | undefined {
  return table?.columns.find(({ type }) => type === "geometry" || type === "geography")?.name;
}

function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let n = 2; taken.includes(name); n++) name = `${wanted}_${n}`;
  return name;
}

/** `schema.table`, each quoted; a name without a dot is in the first schema of the search path. */
function qualified(table: string): string {
  const dot = table.indexOf(".");
  return dot < 0 ? quoted(table) : `${quoted(table.slice(0, dot))}.${quoted(table.slice(dot + 1))}`;
}
