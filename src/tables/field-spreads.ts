import { valueAt } from "../layers/attributes.ts";
import type { AttributeColumn, Field, LayerData } from "../layers/layer-data.ts";
import { toText } from "../layers/mixed-values.ts";
import { countOf } from "../shown-text.ts";
import type { FieldSpread } from "./table-query.ts";

/** Bars that a head of a column has room for. */
const BARS = 12;
/** Of longer layers so many rows, evenly spread, stand for all. */
const MOST = 200_000;

/** How the values of each field are spread. */
export function fieldSpreads({ fields, columns }: LayerData): FieldSpread[] {
  return fields.map((field, position) => spreadOf(field, columns[position]!));
}

function spreadOf(field: Field, column: AttributeColumn): FieldSpread {
  const { name, type } = field;
  const nulls = column.valid.reduce((count, valid) => count + (valid === 1 ? 0 : 1), 0);
  const rows = sample(column.valid);
  const told =
    type === "integer" || type === "number" || type === "integer64"
      ? ofNumbers(rows.map((row) => Number(valueAt(column, field, row))).filter(Number.isFinite))
      : ofTexts(
          rows.map((row) => valueAt(column, field, row)),
          rows.length < column.valid.length - nulls,
        );
  return { name, type, nulls, ...told };
}

/** Rows that have a value. */
function sample(valid: Uint8Array): number[] {
  const step = Math.max(1, Math.floor(valid.length / MOST));
  const rows: number[] = [];
  for (let row = 0; row < valid.length; row += step) if (valid[row] === 1) rows.push(row);
  return rows;
}

function ofNumbers(values: readonly number[]): Pick<FieldSpread, "bars" | "text"> {
  if (values.length === 0) return { bars: [], text: "no values" };
  const [least, most] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [
    Infinity,
    -Infinity,
  ] as [number, number]);
  const bars = Array.from({ length: least === most ? 1 : BARS }, () => 0);
  for (const value of values) {
    const bin = least === most ? 0 : Math.min(BARS - 1, Math.floor(((value - least) / (most - least)) * BARS));
    bars[bin]! += 1;
  }
  return { bars, text: least === most ? shown(least) : `${shown(least)} to ${shown(most)}` };
}

function shown(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 6 });
}

function ofTexts(values: readonly unknown[], isSample: boolean): Pick<FieldSpread, "bars" | "text"> {
  const counts = new Map<string, number>();
  for (const value of values) {
    const text = value instanceof Uint8Array ? `${value.length}` : toText(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const bars = [...counts.values()].toSorted((a, b) => b - a).slice(0, BARS);
  if (counts.size === 0) return { bars, text: "no values" };
  return { bars, text: `${isSample ? "at least " : ""}${countOf(counts.size, "different value")}` };
}
