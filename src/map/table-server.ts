import { valueAt } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { countOf } from "../shown-text.ts";
import type { TablePayloads } from "../tables/table-payloads.ts";
import type { FieldSpread, TableQuery } from "../tables/table-query.ts";
import type { RowsAnswer, RowsFound, RowsRequest } from "./protocol.ts";
import type { RunInternal } from "./tile-server.ts";

/** Rows that one message brings at most. */
const MOST_ROWS = 200;
/** Longer values are cut: a table has no room for more. */
const LONGEST = 200;

/** What a table shows, computed in a lane: the numbers of its rows stay here, their values go out as they are looked at. */
export class TableServer {
  readonly #run: RunInternal;
  /** The latest order of each layer that somebody looks at. */
  readonly #orders = new WeakMap<LayerData, { readonly key: string; readonly rows: Promise<Uint32Array> }>();
  readonly #spreads = new WeakMap<LayerData, Promise<readonly FieldSpread[]>>();

  constructor(run: RunInternal) {
    this.#run = run;
  }

  /** What can't be computed is told: a filter that is none, as a rule. */
  async rows(data: LayerData, request: RowsRequest): Promise<RowsAnswer> {
    const { from, count, feature } = request;
    try {
      const rows = await this.#order(data, request);
      const place = feature === undefined ? -1 : rows.indexOf(feature);
      const start = place < 0 ? from : Math.max(0, place - (count >> 1));
      const shown = [...rows.subarray(start, start + Math.min(count, MOST_ROWS))];
      return { total: rows.length, from: start, place, rows: shown.map((row) => rowOf(data, row)) };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
  }

  spreads(data: LayerData): Promise<readonly FieldSpread[]> {
    const payload: TablePayloads["table-spreads"] = { data };
    const known = this.#spreads.get(data) ?? (this.#run({ kind: "table-spreads", payload }) as Promise<FieldSpread[]>);
    this.#spreads.set(data, known);
    return known;
  }

  #order(data: LayerData, { sort, descending, search, filter }: TableQuery): Promise<Uint32Array> {
    const query: TableQuery = { sort, descending, search, filter };
    const key = JSON.stringify(query);
    const known = this.#orders.get(data);
    if (known?.key === key) return known.rows;
    const payload: TablePayloads["table-rows"] = { data, query };
    const rows = this.#run({ kind: "table-rows", payload }) as Promise<Uint32Array>;
    this.#orders.set(data, { key, rows });
    return rows;
  }
}

/** Its number, then its values. */
function rowOf({ fields, columns }: LayerData, row: number): RowsFound["rows"][number] {
  const values = columns.map((column, position) => {
    const value = valueAt(column, fields[position]!, row);
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (value instanceof Uint8Array) return countOf(value.length, "byte");
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  });
  return [row, ...values];
}
