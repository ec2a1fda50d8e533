import { expression } from "../../schema/types/expression.ts";
import { output } from "../../schema/types/output.ts";
import { table } from "../../schema/types/table.ts";
import type { ShortForm } from "../short-form.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  expression: expression({
    orFunction: true,
    condition: true,
    word: true,
    doc: "What must be true of them: in QGIS's language, or a function such as (f) => f.properties.pop > 1000, which runs in a worker",
  }),
  restAs: output({ qgis: "FAIL_OUTPUT", doc: "Name of a layer of the features that are left" }),
};

export const filter: ShortForm<typeof parameters> = {
  shape: "short",
  name: "filter",
  id: "filter",
  shortFor: ["native:extractbyexpression"],
  title: "Filter features",
  group: "Short names",
  doc: "The features of which an expression or a function says that they stay. Short for extract by expression.",
  tags: ["select", "where", "query", "expression", "subset", "extract"],
  example: `%filter countries '"population" > 1000000' --as large --rest-as small`,
  parameters,
  others: ["rest"],
  long: (given) => ({ algorithm: "extractByExpression", given }),
  rows: { parameter: "expression", work: () => ({ kind: "filter" }) },
};
