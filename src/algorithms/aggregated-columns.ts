import { checkExpression } from "../expressions/compile.ts";
import { ColumnBuilder } from "../layers/column-builder.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { aggregateOf } from "../layers/layer-groups.ts";
import type { Aggregate } from "../schema/types/aggregates.ts";
import type { Tools } from "./setup.ts";
import { converted, NO_LIMITS } from "./vector-table/converted-value.ts";

/** Rows of each group. */
export type RowGroups = readonly (readonly number[])[];

const ROWS_AT_ONCE = 10_000;

/** What an expression gives for each row. */
export function valuesOf(text: string, data: LayerData, { engine, feedback }: Tools): readonly unknown[] {
  const bound = checkExpression(text, { fields: data.fields }).bind(data, { engine, crs: data.crs });
  return Array.from({ length: data.geometry.length }, (_, row) => {
    if (row % ROWS_AT_ONCE === 0) feedback.throwIfCanceled();
    return bound.at(row);
  });
}

/** A field for each aggregate, with a value for each group. */
export function aggregatedColumns(
  data: LayerData,
  { wanted, members }: { readonly wanted: readonly Aggregate[]; readonly members: RowGroups },
  tools: Tools,
): Pick<LayerData, "fields" | "columns"> {
  const made = wanted.map((one) => columnOf(one, members, valuesOf(one.input, data, tools)));
  return {
    fields: wanted.map(({ name }, i) => ({ name, type: made[i]!.type })),
    columns: made.map(({ column }) => column),
  };
}

function columnOf(one: Aggregate, groups: RowGroups, values: readonly unknown[]) {
  const builder = new ColumnBuilder(one.type);
  groups.forEach((rows, group) => {
    const own = rows.map((row) => values[row]);
    const value = aggregateOf(one.aggregate, own, one.delimiter) ?? null;
    if (value !== null) builder.set(group, one.type === undefined ? value : converted(value, one.type, NO_LIMITS));
  });
  return builder.finish(groups.length);
}
