import type { ValueTypes } from "../algorithm.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { table } from "../../schema/types/table.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { type Description, descriptionOf } from "./field-description.ts";

const parameters = {
  input: table({ qgis: "INPUT_LAYER", doc: "Features of any kind, or rows" }),
  fieldName: oneField({ doc: "The field to describe" }),
};

/** What QGIS calls them. */
const NAMES: Readonly<Record<string, string>> = {
  stddev: "STD_DEV",
  q1: "FIRSTQUARTILE",
  q3: "THIRDQUARTILE",
};

const OF_NUMBERS = "RANGE SUM MEAN MEDIAN STD_DEV CV MINORITY MAJORITY FIRSTQUARTILE THIRDQUARTILE IQR".split(" ");
const OF_TEXT = ["MIN_LENGTH", "MAX_LENGTH", "MEAN_LENGTH"];

function typed(names: readonly string[], type: string): ValueTypes {
  return Object.fromEntries(names.map((name) => [name, type]));
}

export const basicStatisticsForFields: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  gives: {
    ...typed(["COUNT", "UNIQUE", "EMPTY", "FILLED"], "number"),
    ...typed(["MIN", "MAX"], "any"),
    ...typed([...OF_NUMBERS, ...OF_TEXT], "number | null | undefined"),
  },
  name: "basicStatisticsForFields",
  id: "qgis:basicstatisticsforfields",
  title: "Basic statistics for fields",
  group: "Vector analysis",
  doc:
    "Numbers that describe a field, by their names. Of numbers: COUNT, UNIQUE, EMPTY, FILLED, MIN, MAX, RANGE, SUM, MEAN, " +
    "MEDIAN, STD_DEV (of the population), CV, MINORITY, MAJORITY, FIRSTQUARTILE, THIRDQUARTILE, IQR; values that are null count as EMPTY alone. Of text, where null does not count: " +
    "COUNT, UNIQUE, EMPTY, FILLED, MIN, MAX, MIN_LENGTH, MAX_LENGTH, MEAN_LENGTH; of dates the first six of these. (%describe shows " +
    "all fields at once.)",
  tags: ["statistics", "describe", "summary", "mean", "median", "quartile", "deviation", "table"],
  example: "%basic-statistics-for-fields countries --field-name population --as described",
  parameters,
  run(setup) {
    const data = inputOf(setup, "input");
    const { fieldName } = setup.values;
    const { valid } = data.columns[data.fields.findIndex(({ name }) => name === fieldName)]!;
    const rows = Array.from({ length: data.geometry.length }, (_, row) => row).filter((row) => valid[row] === 1);
    const told = toldOf(descriptionOf(data, fieldName), rows, data.geometry.length);
    const names = [...told.keys()].toSorted();
    const out = new LayerBuilder(names.map((name) => ({ name, type: told.get(name)!.type })));
    out.add(names.map((name) => told.get(name)!.value));
    return { layer: out.table() };
  },
};

interface Told {
  readonly type: FieldType;
  readonly value: number | string | null;
}

/** @param rows those with a value, of `length` */
function toldOf(description: Description, rows: readonly number[], length: number): ReadonlyMap<string, Told> {
  const values = rows.length === 0 ? [] : description.describe(rows);
  const told = new Map<string, Told>(
    description.fields.map(({ name, type }, i) => [
      NAMES[name] ?? name.toUpperCase(),
      { type, value: values[i] ?? null },
    ]),
  );
  if (told.has("EMPTY")) return told;
  const [mean, deviation] = [told.get("MEAN")?.value, told.get("STD_DEV")?.value];
  const variation = typeof mean === "number" && typeof deviation === "number" && mean !== 0 ? deviation / mean : null;
  return told
    .set("EMPTY", integer(length - rows.length))
    .set("FILLED", integer(rows.length))
    .set("CV", { type: "number", value: variation });
}

function integer(value: number): Told {
  return { type: "integer", value };
}
