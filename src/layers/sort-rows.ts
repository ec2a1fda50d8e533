import { valueAt } from "./attributes.ts";
import { compareTexts } from "./compare-texts.ts";
import type { AttributeColumn, Field, LayerData } from "./layer-data.ts";

/**
 * The rows in the order of their values in these fields, by the first, then the second and so on; rows that are alike
 * keep their order, and nulls come last either way. Numbers go by size, text, dates and times by their characters'
 * numbers, false before true; lists and objects by their JSON text.
 */
export function sortedRows(data: LayerData, positions: readonly number[], descending: boolean): Uint32Array {
  const orders = positions.map((position) => comparer(data.fields[position]!, data.columns[position]!, descending));
  const rows = Uint32Array.from({ length: data.geometry.length }, (_, i) => i);
  return rows.toSorted((a, b) => {
    for (const compare of orders) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return a - b;
  });
}

function comparer(field: Field, column: AttributeColumn, descending: boolean): (a: number, b: number) => number {
  const { valid } = column;
  const keys = keysOf(field, column);
  const sign = descending ? -1 : 1;
  return (a, b) => {
    if (valid[a] !== valid[b]) return valid[b]! - valid[a]!;
    return valid[a] === 1 ? sign * compareKeys(keys[a]!, keys[b]!) : 0;
  };
}

type Key = number | bigint | string;

function compareKeys(a: Key, b: Key): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  return a === b ? 0 : a < b ? -1 : 1;
}

function keysOf(field: Field, column: AttributeColumn): ArrayLike<Key> {
  if (column.storage !== "text") return column.values;
  return Array.from(column.valid, (_, row) => {
    const value = valueAt(column, field, row);
    if (typeof value === "string" || typeof value === "bigint") return value;
    return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : JSON.stringify(value);
  });
}
