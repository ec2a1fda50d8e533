import { choice } from "../../schema/types/choice.ts";
import { expression } from "../../schema/types/expression.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import type { ShortForm } from "../short-form.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  field: text({ doc: "The field to fill: a new one, or one of the layer, whose values are replaced" }),
  expression: expression({
    orFunction: true,
    doc: "What its values are: in QGIS's language, or a function such as (f) => f.properties.pop / 2, which runs in a worker",
  }),
  type: choice(["auto", "float", "integer", "string", "date"], {
    default: "auto",
    doc: "What a new field holds; auto is what the expression gives",
  }),
};

export const calculate: ShortForm<typeof parameters> = {
  shape: "short",
  name: "calculate",
  id: "calculate",
  shortFor: ["native:fieldcalculator"],
  title: "Calculate a field",
  group: "Short names",
  doc: "The layer with a field whose values an expression or a function makes. Short for the field calculator.",
  tags: ["field", "column", "expression", "formula", "new", "attribute", "mutate"],
  example: `%calculate countries --field density --expression '"population" / "area"' --as dense`,
  parameters,
  long: ({ input, field, expression: formula, type = "auto" }) => ({
    algorithm: "fieldCalculator",
    given: { input, fieldName: field, formula, fieldType: type },
  }),
  rows: { parameter: "expression", work: ({ field }) => ({ kind: "calculate", field: String(field) }) },
};
