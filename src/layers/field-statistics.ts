import { valueAt } from "./attributes.ts";
import { compareTexts } from "./compare-texts.ts";
import type { AttributeColumn, Field, LayerData } from "./layer-data.ts";
import { LayerDataBuilder } from "./table-builder.ts";

/** The columns of the table, in this order, whatever fields the layer has. */
const FIELDS: readonly Field[] = [
  { name: "field", type: "string" },
  { name: "type", type: "string" },
  { name: "count", type: "integer" },
  { name: "nulls", type: "integer" },
  { name: "unique", type: "integer" },
  { name: "mean", type: "number" },
  { name: "std", type: "number" },
];

/**
 * A table with a row for each field: how many values it has, how many nulls, how many different values; of numbers their
 * mean, sample standard deviation, least and greatest value, quartiles (between two values in proportion); of text, dates
 * and times the first and last in order. As pandas' `describe`, `nunique`, `min` and `max` have them.
 */
export function fieldStatistics({ fields, columns }: LayerData): LayerData {
  const builder = LayerDataBuilder.ofTable(FIELDS);
  for (const name of ["min", "q1", "median", "q3", "max"]) builder.column(name);
  for (const [position, field] of fields.entries()) builder.addRecord(rowOf(field, columns[position]!));
  return builder.finish();
}

function rowOf(field: Field, column: AttributeColumn): Record<string, unknown> {
  const values = valuesOf(field, column);
  const row = {
    field: field.name,
    type: field.type,
    count: values.length,
    nulls: column.valid.length - values.length,
    unique: new Set(values.map(identity)).size,
  };
  switch (field.type) {
    case "integer":
    case "integer64":
    case "number":
      return { ...row, ...ofNumbers(values as (number | bigint)[]) };
    case "string":
    case "date":
    case "datetime":
    case "time":
      return { ...row, ...extremes(values as string[]) };
    case "boolean":
    case "binary":
    case "list":
    case "json":
      return row;
  }
}

function valuesOf(field: Field, column: AttributeColumn): unknown[] {
  const values: unknown[] = [];
  for (let i = 0; i < column.valid.length; i++) if (column.valid[i] === 1) values.push(valueAt(column, field, i));
  return values;
}

/** Arrays, objects and bytes are the same where their content is; keys are in order already. */
function identity(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return value instanceof Uint8Array ? value.toString() : JSON.stringify(value);
}

function ofNumbers(values: readonly (number | bigint)[]): Record<string, unknown> {
  if (values.length === 0) return {};
  const doubles = Float64Array.from(values, Number).toSorted();
  // from the middle, so that little is lost where numbers are large and differ little
  const middle = quantile(doubles, 0.5);
  const offsets = doubles.map((value) => value - middle);
  const shift = sum(offsets) / offsets.length;
  const squares = offsets.map((offset) => (offset - shift) ** 2);
  return {
    mean: middle + shift,
    std: doubles.length < 2 ? null : Math.sqrt(sum(squares) / (doubles.length - 1)),
    ...extremes(values),
    q1: quantile(doubles, 0.25),
    median: middle,
    q3: quantile(doubles, 0.75),
  };
}

/** Neumaier's: what rounding takes off is summed up, too, so that the order does not matter. */
function sum(values: Float64Array): number {
  let [total, lost] = [0, 0];
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total;
}

function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.ceil(place)]!];
  return low + (high - low) * (place - below);
}

/** Bigints stay bigints. */
function extremes(values: readonly (string | number | bigint)[]): Record<string, unknown> {
  let [min, max] = [values[0], values[0]];
  for (const value of values) {
    if (isBefore(value, min!)) min = value;
    if (isBefore(max!, value)) max = value;
  }
  return { min, max };
}

function isBefore(a: string | number | bigint, b: string | number | bigint): boolean {
  return typeof a === "string" && typeof b === "string" ? compareTexts(a, b) < 0 : a < b;
}
