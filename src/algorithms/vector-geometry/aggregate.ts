import { toText } from "../../layers/mixed-values.ts";
import { takeColumns } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { aggregates } from "../../schema/types/aggregates.ts";
import { expression } from "../../schema/types/expression.ts";
import { fields } from "../../schema/types/fields.ts";
import { table } from "../../schema/types/table.ts";
import { groupFeatures, groupKeys } from "../groups.ts";
import { aggregatedColumns, type RowGroups, valuesOf } from "../aggregated-columns.ts";
import { inputOf } from "../setup.ts";
import type { GroupAlgorithm } from "../shapes.ts";
import { uniteInOrder } from "../union-tree.ts";

const parameters = {
  input: table({ validity: "valid", doc: "Features of one kind, or rows" }),
  groupBy: expression({
    default: "NULL",
    doc: "What makes a group: features for which it gives the same; NULL for one",
  }),
  by: fields({
    doc: "Instead of an expression, fields whose values make a group; they stand before the aggregates in the result",
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
  example: "%aggregate countries --by continent --aggregates population=sum,names=join(name) --as continents",
  parameters,
  groupBy: () => [],
  groups(setup, tools) {
    const { by } = setup.values;
    if (by.length > 0) return groupFeatures(inputOf(setup, "input"), by);
    const keys = valuesOf(setup.values.groupBy, inputOf(setup, "input"), tools);
    return groupKeys(keys.length, (row) => (keys[row] === null ? "" : `=${toText(keys[row])}`));
  },
  attributes(setup, members, tools) {
    const { by, aggregates: wanted } = setup.values;
    const own = firstsOf(inputOf(setup, "input"), by, members);
    const made = aggregatedColumns(inputOf(setup, "input"), { wanted, members }, tools);
    return { fields: [...own.fields, ...made.fields], columns: [...own.columns, ...made.columns] };
  },
  unites: true,
  fold: uniteInOrder,
  write: (geometry, builder, engine) => engine.write(geometry, builder),
};

/** Of fields, what the first of each group has. */
function firstsOf(
  data: LayerData,
  names: readonly string[],
  members: RowGroups,
): Pick<LayerData, "fields" | "columns"> {
  const positions = names.map((name) => data.fields.findIndex((field) => field.name === name));
  const firsts = members.map(([first = 0]) => first);
  return {
    fields: positions.map((at) => data.fields[at]!),
    columns: takeColumns(
      positions.map((at) => data.columns[at]!),
      firsts,
    ),
  };
}
