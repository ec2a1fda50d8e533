import type { Client } from "pg";
import { SpatialError } from "../../errors.ts";
import { contentHash } from "../../layers/content-hash.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { Loaded } from "../open.ts";
import type { Bindings } from "../../schema/types/bindings.ts";
import { bindNames } from "./bound-values.ts";
import { type DatabaseWork, secretsOf, withClient } from "./client.ts";
import { isDatabaseAddress } from "./connection-text.ts";
import { crsOf } from "./database-crs.ts";
import { type Asking, readRows } from "./read-rows.ts";
import { serverError } from "./server-error.ts";

export interface QueryOptions {
  readonly sql: string;
  readonly values: Bindings;
  /** The column of the places, where the answer has several. */
  readonly geometry?: string | undefined;
  /** Overrides what the SRID says. */
  readonly crs?: string | undefined;
}

/**
 * Runs a query and makes a layer of its rows, or a table where there are no geometries. Values are bound, never pasted.
 * Throws LAYER_UNREADABLE (no server), BAD_ARGUMENT with the place in the query, CRS_MISMATCH, UNKNOWN_CRS.
 */
export async function queryPostgis(options: QueryOptions, work: DatabaseWork): Promise<Loaded> {
  const { sql, values, original } = bindNames(options.sql, options.values);
  return withClient(work, async (client) => {
    try {
      const asking = { sql, values: values.map(plain), geometry: options.geometry, crs: options.crs };
      const { data, bytes } = await answer(client, asking, work);
      return loadedFrom(work, data, bytes);
    } catch (cause) {
      const { label } = work.connection;
      throw serverError(cause, { label, sql: options.sql, original, secrets: secretsOf(work.connection) });
    }
  });
}

/** The layer that a query gives, and how many bytes it was. */
export async function answer(
  client: Client,
  asking: Asking & { readonly crs?: string | undefined },
  { connection: { label }, feedback }: DatabaseWork,
): Promise<{ readonly data: LayerData; readonly bytes: number }> {
  const read = await readRows(client, asking, feedback);
  const crs = await crsOf(client, read, { crs: asking.crs, name: label, feedback });
  return { data: { ...read.data, crs }, bytes: read.bytes };
}

/** A layer with where it is from; a database has no state to name, so its content tells. */
export function loadedFrom({ connection: { label } }: DatabaseWork, data: LayerData, bytes: number): Loaded {
  const path = isDatabaseAddress(label) ? label : `postgis://${label}`;
  return { data, files: [{ path, bytes, sha256: contentHash(data) }] };
}

/** As the driver's own text would be, but for moments, which it writes in this machine's time. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === "function" || typeof value === "symbol")
    throw new SpatialError(
      "BAD_ARGUMENT",
      `A ${typeof value} can't be bound to a query; give text, numbers, dates, lists.`,
    );
  return typeof value === "bigint" ? String(value) : value;
}
