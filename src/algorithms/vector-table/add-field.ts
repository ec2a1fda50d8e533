import { SpatialError } from "../../errors.ts";
import { nullColumn } from "../../layers/attributes.ts";
import { choice } from "../../schema/types/choice.ts";
import { integer } from "../../schema/types/integer.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import { inputOf } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  fieldName: text({ doc: "The new field" }),
  fieldType: choice(["integer", "float", "string"], { default: "integer", doc: "What it is for" }),
  fieldLength: integer({ default: 10, doc: "As QGIS's calls have it; fields have no length here" }),
  fieldPrecision: integer({ default: 0, doc: "The same" }),
};
const TYPES = { integer: "integer", float: "number", string: "string" } as const;

export const addField: RowsAlgorithm<typeof parameters> = {
  shape: "rows",
  name: "addField",
  id: "native:addfieldtoattributestable",
  title: "Add field to attributes table",
  group: "Vector table",
  doc: "The layer with one more field, behind the others, which is null everywhere. (%calculate makes one with values.)",
  tags: ["add", "create", "new", "attribute", "field", "column", "empty"],
  example: "%add-field countries --field-name remark --field-type string --as prepared",
  parameters,
  fields(setup) {
    const { fields } = inputOf(setup, "input");
    const { fieldName: name, fieldType } = setup.values;
    if (!fields.some((field) => field.name === name))
      return [
        ...fields.map(({ name: own, type }, from) => ({ name: own, type, from })),
        { name, type: TYPES[fieldType] },
      ];
    throw new SpatialError(
      "BAD_ARGUMENT",
      `addField: fieldName is "${name}", and the layer has a field of that name; give another.`,
    );
  },
  open({ values: { fieldType } }) {
    const storage = fieldType === "string" ? "text" : "number";
    return (start, end) => ({ made: [nullColumn(storage, end - start)] });
  },
};
