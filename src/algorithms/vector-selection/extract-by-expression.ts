import { checkCondition } from "../../expressions/compile.ts";
import { expression } from "../../schema/types/expression.ts";
import { output } from "../../schema/types/output.ts";
import { table } from "../../schema/types/table.ts";
import { inputOf } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  expression: expression({ doc: "What must be true of them, in QGIS's language" }),
  restAs: output({ qgis: "FAIL_OUTPUT", doc: "Name of a layer of the features that are left" }),
};

export const extractByExpression: RowsAlgorithm<typeof parameters> = {
  shape: "rows",
  name: "extractByExpression",
  id: "native:extractbyexpression",
  title: "Extract by expression",
  group: "Vector selection",
  doc:
    "The features of which an expression is true, as they are and in their order. Where it is NULL a feature is among the " +
    "rest.",
  tags: ["select", "filter", "where", "query", "expression", "rest"],
  example: `%extract-by-expression countries --expression '"population" > 1000000' --as large --rest-as small`,
  parameters,
  others: ["rest"],
  fields: (setup) => inputOf(setup, "input").fields.map(({ name, type }, from) => ({ name, type, from })),
  open(setup, { engine }) {
    const data = inputOf(setup, "input");
    const condition = checkCondition(setup.values.expression, { fields: data.fields });
    const bound = condition.bind(data, { engine, crs: data.crs });
    return (start, end) => ({ rows: bound.where(start, end) });
  },
};
