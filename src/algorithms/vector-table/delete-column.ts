import { fields } from "../../schema/types/fields.ts";
import { table } from "../../schema/types/table.ts";
import { inputOf } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  column: fields({ doc: "Fields to leave out" }),
};

export const deleteColumn: RowsAlgorithm<typeof parameters> = {
  shape: "rows",
  name: "deleteColumn",
  id: "native:deletecolumn",
  title: "Drop field(s)",
  group: "Vector table",
  doc: "The layer without some of its fields; its features and the other fields stay as they are.",
  tags: ["drop", "delete", "remove", "fields", "columns", "attributes"],
  example: "%delete-column countries --column area,continent --as plain",
  parameters,
  fields: (setup) =>
    inputOf(setup, "input").fields.flatMap(({ name, type }, from) =>
      setup.values.column.includes(name) ? [] : [{ name, type, from }],
    ),
  open: () => () => ({}),
};
