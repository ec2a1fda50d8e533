import { boolean } from "../../schema/types/boolean.ts";
import { expression } from "../../schema/types/expression.ts";
import { table } from "../../schema/types/table.ts";
import type { ShortForm } from "../short-form.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  by: expression({
    orFunction: true,
    word: true,
    doc: "A field, an expression in QGIS's language, or a function such as (f) => f.properties.pop, which runs in a worker",
  }),
  descending: boolean({ doc: "The largest first" }),
};

export const sort: ShortForm<typeof parameters> = {
  shape: "short",
  name: "sort",
  id: "sort",
  shortFor: ["native:orderbyexpression"],
  title: "Sort features",
  group: "Short names",
  doc: "The features in the order of a field or of what an expression or a function says; those without a value come last. Short for order by expression.",
  tags: ["order", "arrange", "rank", "largest", "smallest", "expression"],
  example: "%sort countries population --descending --as largest",
  parameters,
  long: ({ input, by, descending }) => ({
    algorithm: "orderByExpression",
    given: { input, expression: by, ascending: !isOn(descending) },
  }),
  rows: { parameter: "by", work: ({ descending }) => ({ kind: "sort", descending: isOn(descending) }) },
};

function isOn(given: unknown): boolean {
  return given === true || given === "true" || given === 1;
}
