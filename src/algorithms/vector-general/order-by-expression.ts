import { takeColumn } from "../../geometry/append.ts";
import { checkExpression } from "../../expressions/compile.ts";
import { takeColumns } from "../../layers/attributes.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { expression } from "../../schema/types/expression.ts";
import { table } from "../../schema/types/table.ts";
import { orderedRows } from "../ordered-rows.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  expression: expression({ doc: "What they are sorted by, in QGIS's language" }),
  ascending: boolean({ default: true, doc: "The smallest first" }),
  nullsFirst: boolean({ doc: "Those without a value first; else they come last" }),
};

export const orderByExpression: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "orderByExpression",
  id: "native:orderbyexpression",
  title: "Order by expression",
  group: "Vector general",
  doc:
    "The layer's features in the order of what an expression gives for them. Those for which it gives the same stay in " +
    "their order.",
  tags: ["sort", "order", "arrange", "expression"],
  example: `%order-by-expression countries --expression population --no-ascending --as largest`,
  parameters,
  run(setup, { engine }) {
    const data = inputOf(setup, "input");
    const { values } = setup;
    const bound = checkExpression(values.expression, { fields: data.fields }).bind(data, { engine, crs: data.crs });
    const keys = Array.from({ length: data.geometry.length }, (_, row) => bound.at(row));
    const order = orderedRows(keys, values);
    const geometry = takeColumn(data.geometry, order);
    return { layer: { ...data, geometry, columns: takeColumns(data.columns, order) } };
  },
};
