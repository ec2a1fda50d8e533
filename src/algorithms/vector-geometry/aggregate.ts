import { checkExpression } from "../../expressions/compile.ts";
import { aggregated, type Entry } from "../../expressions/aggregate.ts";
import { toText } from "../../expressions/runtime-values.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { aggregates, type Aggregate } from "../../schema/types/aggregates.ts";
import { expression } from "../../schema/types/expression.ts";
import { table } from "../../schema/types/table.ts";
import { groupKeys } from "../groups.ts";
import { inputOf, type Tools } from "../setup.ts";
import type { GroupAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";
import { converted, NO_LIMITS } from "../vector-table/converted-value.ts";

const parameters = {
  input: table({ validity: "valid", doc: "Features of one kind, or rows" }),
  groupBy: expression({
    default: "NULL",
    doc: "What makes a group: features for which it gives the same; NULL for one",
  }),
  aggregates: aggregates({ doc: "The fields of a group's row, each with how it is made of the group's features" }),
};

export const aggregate: GroupAlgorithm<typeof parameters> = {
  shape: "group",
  name: "aggregate",
  id: "native:aggregate",
  title: "Aggregate",
  group: "Vector geometry",
  doc:
    "One multi-part feature for each group of features for which an expression gives the same, null being a group of its " +
    "own; groups come in the order of their first. Its geometry is the union of theirs; its fields are those of a list, " +
    "each with an aggregate such as sum, mean, count, first_value or concatenate and the expression it is made of. A " +
    "field's type is that of its values if nothing is said. Rows without geometry stay such.",
  tags: ["group", "summary", "sum", "mean", "count", "pivot", "dissolve", "statistics"],
  example: `%aggregate countries --group-by continent --aggregates {[{ name: "people", aggregate: "sum", input: "population" }]} --as continents`,
  parameters,
  groupBy: () => [],
  groups(setup, tools) {
    const keys = valuesOf(setup.values.groupBy, inputOf(setup, "input"), tools);
    return groupKeys(keys.length, (row) => (keys[row] === null ? "" : `=${toText(keys[row])}`));
  },
  attributes(setup, members, tools) {
    const data = inputOf(setup, "input");
    const made = setup.values.aggregates.map((one) => columnOf(one, members, valuesOf(one.input, data, tools)));
    return {
      fields: setup.values.aggregates.map(({ name }, i) => ({ name, type: made[i]!.type })),
      columns: made.map(({ column }) => column),
    };
  },
  unites: true,
  fold: uniteInOrder,
  write: (geometry, builder, engine) => engine.write(geometry, builder),
};

/** Rows of each group. */
type Groups = readonly (readonly number[])[];

const ROWS_AT_ONCE = 10_000;

function valuesOf(text: string, data: LayerData, { engine, feedback }: Tools): readonly unknown[] {
  const bound = checkExpression(text, { fields: data.fields }).bind(data, { engine, crs: data.crs });
  return Array.from({ length: data.geometry.length }, (_, row) => {
    if (row % ROWS_AT_ONCE === 0) feedback.throwIfCanceled();
    return bound.at(row);
  });
}

function columnOf(one: Aggregate, groups: Groups, values: readonly unknown[]) {
  const builder = new ColumnBuilder(one.type);
  groups.forEach((rows, group) => {
    const value = ofGroup(one, rows, values) ?? null;
    if (value !== null) builder.set(group, one.type === undefined ? value : converted(value, one.type, NO_LIMITS));
  });
  return builder.finish(groups.length);
}

function ofGroup(
  { aggregate: kind, delimiter }: Aggregate,
  rows: readonly number[],
  values: readonly unknown[],
): unknown {
  if (kind === "first_value") return values[rows[0]!];
  if (kind === "last_value") return values[rows.at(-1)!];
  const entries = rows.map((row): Entry => ({ value: values[row] ?? null, order: undefined }));
  // of nothing the sum is 0 here, as it is in expressions
  return aggregated(kind, entries, delimiter) ?? (kind === "sum" ? 0 : null);
}
