import { parseCrsId } from "../../crs/crs-id.ts";
import { toText } from "../../layers/mixed-values.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import { takeColumns, textAt, valueAt } from "../../layers/attributes.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { AttributeColumn, Field, LayerData } from "../../layers/layer-data.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { fields } from "../../schema/types/fields.ts";
import { table } from "../../schema/types/table.ts";
import { groupFeatures, membersOf } from "../groups.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { numberStatistics } from "../statistics.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  valuesFieldName: oneField({ optional: true, doc: "The field to describe; without it rows are only counted" }),
  categoriesFieldName: fields({ doc: "Fields whose values make the categories; none for one category" }),
};

type Row = readonly (number | string | null)[];
/** Describes the values of one category that are not null, with what they are called in the result. */
interface Description {
  readonly fields: readonly Field[];
  describe(rows: readonly number[]): Row;
}

export const statisticsByCategories: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "statisticsByCategories",
  id: "qgis:statisticsbycategories",
  title: "Statistics by categories",
  group: "Vector analysis",
  doc:
    "A table with a row for each category, in the order of their first rows: the fields of the categories, and what the " +
    "values of a field are there. Of numbers: count, unique, min, max, range, sum, mean, median, stddev (of the " +
    "population), minority, majority, q1, q3, iqr. Of text: count, unique, empty, filled, min, max, min_length, " +
    "max_length, mean_length. Of dates: count, unique, empty, filled, min, max. Values that are null count as empty, " +
    "and not at all among numbers.",
  tags: ["statistics", "group", "summary", "mean", "sum", "pivot", "aggregate", "table"],
  example:
    "%statistics-by-categories countries --values-field-name population --categories-field-name continent --as people",
  parameters,
  run({ inputs, values }, { feedback }) {
    const data = inputOf({ inputs }, "input");
    const names = values.categoriesFieldName;
    const groups = groupFeatures(data, names);
    const { firsts } = groups;
    const members = membersOf(groups);
    const description = descriptionOf(data, values.valuesFieldName);
    const builders = description.fields.map(({ type }) => new ColumnBuilder(type));
    members.forEach((rows, group) => {
      feedback.throwIfCanceled();
      const row = description.describe(rows);
      builders.forEach((builder, i) => builder.set(group, row[i]));
      feedback.progress((group + 1) / members.length);
    });
    const positions = names.map((name) => data.fields.findIndex((one) => one.name === name));
    const layer: LayerData = {
      crs: parseCrsId("EPSG:4326"),
      geometry: absentGeometry(firsts.length),
      fields: [...positions.map((at) => data.fields[at]!), ...description.fields],
      columns: [
        ...takeColumns(
          positions.map((at) => data.columns[at]!),
          firsts,
        ),
        ...builders.map((builder) => builder.finish(firsts.length).column),
      ],
    };
    return { layer };
  },
};

const TEMPORAL: ReadonlySet<string> = new Set(["date", "datetime", "time"]);

function descriptionOf(data: LayerData, name: string | undefined): Description {
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
