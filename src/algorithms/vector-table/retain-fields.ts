import { fields } from "../../schema/types/fields.ts";
import { table } from "../../schema/types/table.ts";
import { inputOf } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  fields: fields({ doc: "Fields to keep" }),
};

export const retainFields: RowsAlgorithm<typeof parameters> = {
  shape: "rows",
  name: "retainFields",
  id: "native:retainfields",
  title: "Retain fields",
  group: "Vector table",
  doc:
    "The layer with some of its fields alone, in the layer's order; its features stay as they are. Without a name no " +
    "field is left.",
  tags: ["keep", "select", "drop", "fields", "columns", "attributes"],
  example: "%retain-fields countries --fields name,population --as short",
  parameters,
  fields: (setup) =>
    inputOf(setup, "input").fields.flatMap(({ name, type }, from) =>
      setup.values.fields.includes(name) ? [{ name, type, from }] : [],
    ),
  open: () => () => ({}),
};
