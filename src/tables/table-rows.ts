import type { GeometryTools } from "../expressions/function-definition.ts";
import { checkCondition } from "../expressions/compile.ts";
import { sharedOffsets, valueAt } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { toText } from "../layers/mixed-values.ts";
import { sortedRows } from "../layers/sort-rows.ts";
import type { TableQuery } from "./table-query.ts";

/**
 * The rows that a table shows, in its order: nulls last, rows that are alike in their own order. In shared memory.
 * @throws SpatialError BAD_EXPRESSION for a filter that is none
 */
export function tableRows(data: LayerData, query: TableQuery, tools: GeometryTools): Uint32Array {
  const isKept = keptRows(data, query, tools);
  const isSorted = query.sort > 0 && query.sort <= data.fields.length;
  const ordered = isSorted
    ? sortedRows(data, [query.sort - 1], query.descending)
    : Uint32Array.from({ length: data.geometry.length }, (_, row) => row);
  const kept = isKept === undefined ? ordered : ordered.filter((row) => isKept[row] === 1);
  const rows = sharedOffsets(kept.length);
  rows.set(kept);
  return rows;
}

/** 1 for each row that stays; undefined where all do. */
function keptRows(data: LayerData, { search, filter }: TableQuery, tools: GeometryTools): Uint8Array | undefined {
  if (search.trim() === "" && filter.trim() === "") return undefined;
  const kept = new Uint8Array(data.geometry.length);
  if (filter.trim() === "") kept.fill(1);
  else for (const row of checkCondition(filter, data).bind(data, tools).where(0, kept.length)) kept[row] = 1;
  const wanted = search.trim().toLowerCase();
  if (wanted !== "") for (let row = 0; row < kept.length; row++) if (!hasText(data, row, wanted)) kept[row] = 0;
  return kept;
}

function hasText({ fields, columns }: LayerData, row: number, wanted: string): boolean {
  return columns.some((column, position) => {
    if (column.valid[row] !== 1) return false;
    const value = valueAt(column, fields[position]!, row);
    return !(value instanceof Uint8Array) && toText(value).toLowerCase().includes(wanted);
  });
}
