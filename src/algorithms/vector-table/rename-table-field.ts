import { SpatialError } from "../../errors.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import { inputOf } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  field: oneField({ doc: "The field to rename" }),
  newName: text({ doc: "What it is called in the result" }),
};

export const renameTableField: RowsAlgorithm<typeof parameters> = {
  shape: "rows",
  name: "renameTableField",
  id: "native:renametablefield",
  title: "Rename field",
  group: "Vector table",
  doc: "The layer with another name for one of its fields, which stays at its place. The new name must not be another field's.",
  tags: ["rename", "field", "column", "attribute"],
  example: "%rename-table-field countries --field population --new-name people --as renamed",
  parameters,
  fields(setup) {
    const { field, newName } = setup.values;
    const known = inputOf(setup, "input").fields;
    if (newName === "") throw refusal("is empty; give the new name");
    if (newName !== field && known.some(({ name }) => name === newName))
      throw refusal(`is "${newName}", and the layer has a field of that name; give another`);
    return known.map(({ name, type }, from) => ({ name: name === field ? newName : name, type, from }));
  },
  open: () => () => ({}),
};

function refusal(problem: string): SpatialError {
  return new SpatialError("BAD_ARGUMENT", `renameTableField: newName ${problem}.`);
}
