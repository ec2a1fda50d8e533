import { toText } from "../../layers/mixed-values.ts";
import { textAt, valueAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field, LayerData } from "../../layers/layer-data.ts";
import { numberStatistics } from "../statistics.ts";

type Row = readonly (number | string | null)[];
/** Describes the values of one category that are not null, with what they are called in the result. */
export interface Description {
  readonly fields: readonly Field[];
  describe(rows: readonly number[]): Row;
}

const TEMPORAL: ReadonlySet<string> = new Set(["date", "datetime", "time"]);

/** @param name of the field; without it rows are only counted */
export function descriptionOf(data: LayerData, name: string | undefined): Description {
  if (name === undefined) return { fields: integers("count"), describe: (rows) => [rows.length] };
  const at = data.fields.findIndex((one) => one.name === name);
  const [own, column] = [data.fields[at]!, data.columns[at]!];
  if (column.storage === "number") return ofNumbers(column);
  return TEMPORAL.has(own.type) ? ofDates(own, column) : ofText(own, column);
}

function ofNumbers(column: AttributeColumn & { storage: "number" }): Description {
  const names = ["min", "max", "range", "sum", "mean", "median", "stddev", "minority", "majority", "q1", "q3", "iqr"];
  return {
    fields: [...integers("count", "unique"), ...names.map((name) => ({ name, type: "number" }) as const)],
    describe(rows) {
      const values = Float64Array.from(
        rows.filter((row) => column.valid[row] === 1),
        (row) => column.values[row]!,
      ).toSorted();
      if (values.length === 0) return [0, 0, ...names.map(() => null)];
      const [min, max] = [values[0]!, values.at(-1)!];
      const { unique, sum, mean, median, deviation, minority, majority, firstQuartile, thirdQuartile } =
        numberStatistics(values);
      const spread = thirdQuartile - firstQuartile;
      const middle = [sum, mean, median, deviation, minority, majority];
      return [values.length, unique, min, max, max - min, ...middle, firstQuartile, thirdQuartile, spread];
    },
  };
}

function ofText(own: Field, column: AttributeColumn): Description {
  const lengths = integers("min_length", "max_length");
  return {
    fields: [
      ...integers("count", "unique", "empty", "filled"),
      { name: "min", type: "string" },
      { name: "max", type: "string" },
      ...lengths,
      { name: "mean_length", type: "number" },
    ],
    describe(rows) {
      const texts = rows.map((row) => toText(valueAt(column, own, row) ?? ""));
      const sizes = texts.map((text) => Array.from(text).length);
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
      return [...inCommon(texts), Math.min(...sizes), Math.max(...sizes), mean];
    },
  };
}

function ofDates({ type }: Field, column: AttributeColumn): Description {
  const text = (row: number): string =>
    column.storage === "text" && column.valid[row] === 1 ? textAt(column, row) : "";
  return {
    fields: [...integers("count", "unique", "empty", "filled"), { name: "min", type }, { name: "max", type }],
    describe: (rows) => inCommon(rows.map(text)),
  };
}

/** count, unique, empty, filled, min, max: what is empty is no value. */
function inCommon(texts: readonly string[]): Row {
  const filled = texts.filter((text) => text !== "").toSorted(byCodePoint);
  const unique = new Set(texts).size;
  return [texts.length, unique, texts.length - filled.length, filled.length, filled[0] ?? null, filled.at(-1) ?? null];
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function integers(...names: string[]): readonly Field[] {
  return names.map((name) => ({ name, type: "integer" }));
}
