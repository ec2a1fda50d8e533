import { SpatialError } from "../../errors.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import { parseCrsId } from "../../crs/crs-id.ts";
import { sharedBytes, sharedDoubles, takeColumns } from "../../layers/attributes.ts";
import type { AttributeColumn, Field } from "../../layers/layer-data.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { output } from "../../schema/types/output.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import { groupFeatures } from "../groups.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  field: oneField({ doc: "The field whose values get numbers" }),
  fieldName: text({ default: "NUM_FIELD", doc: "The new field" }),
  summaryAs: output({ qgis: "SUMMARY_OUTPUT", doc: "Name of a table of the values and their numbers" }),
};

export const addUniqueValueIndex: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "addUniqueValueIndex",
  id: "native:adduniquevalueindexfield",
  title: "Add unique value index field",
  group: "Vector table",
  doc:
    "The layer with a field that has the same number for the same value of a field, from 0 in the order in which values come " +
    "first. Null is a value, too. The summary has a row for each value.",
  tags: ["categorize", "categories", "category", "code", "factor", "unique", "values", "number", "index"],
  example: "%add-unique-value-index countries --field continent --field-name code --as coded --summary-as codes",
  parameters,
  others: ["summary"],
  run(setup) {
    const data = inputOf(setup, "input");
    const { field, fieldName } = setup.values;
    if (data.fields.some(({ name }) => name === fieldName))
      throw new SpatialError(
        "BAD_ARGUMENT",
        `addUniqueValueIndex: fieldName is "${fieldName}", and the layer has a field of that name; give another.`,
      );
    const at = data.fields.findIndex(({ name }) => name === field);
    const { groupOf, firsts } = groupFeatures(data, [field]);
    const made: Field = { name: fieldName, type: "integer" };
    const summary = {
      crs: parseCrsId("EPSG:4326"),
      geometry: absentGeometry(firsts.length),
      fields: [made, data.fields[at]!],
      columns: [numbers([...firsts.keys()]), ...takeColumns([data.columns[at]!], firsts)],
    };
    return {
      layer: { ...data, fields: [...data.fields, made], columns: [...data.columns, numbers(groupOf)] },
      others: { summary },
    };
  },
};

function numbers(given: ArrayLike<number>): AttributeColumn {
  const values = sharedDoubles(given.length);
  values.set(given);
  return { storage: "number", values, valid: sharedBytes(given.length).fill(1) };
}
