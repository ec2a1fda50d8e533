import { SpatialError } from "../../errors.ts";
import { checkExpression } from "../../expressions/compile.ts";
import { takeColumn } from "../../geometry/append.ts";
import { sharedBytes, sharedDoubles, takeColumns } from "../../layers/attributes.ts";
import type { AttributeColumn, LayerData } from "../../layers/layer-data.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { expression } from "../../schema/types/expression.ts";
import { fields } from "../../schema/types/fields.ts";
import { integer } from "../../schema/types/integer.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import { groupFeatures } from "../groups.ts";
import { orderedRows } from "../ordered-rows.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  fieldName: text({ default: "AUTO", doc: "The new field" }),
  start: integer({ default: 0, doc: "What counting begins with" }),
  modulus: integer({ default: 0, min: 0, doc: "Counting begins anew before each multiple of it, 0 for never" }),
  groupFields: fields({ doc: "Fields whose values make groups, each of which is counted by itself" }),
  sortExpression: expression({ optional: true, doc: "What features are sorted by first, in QGIS's language" }),
  sortAscending: boolean({ default: true, doc: "The smallest first" }),
  sortNullsFirst: boolean({ doc: "Those without a value first; else they come last" }),
};
type Table = typeof parameters;

export const addAutoincrementalField: WholeAlgorithm<Table> = {
  shape: "whole",
  name: "addAutoincrementalField",
  id: "native:addautoincrementalfield",
  title: "Add autoincremental field",
  group: "Vector table",
  doc:
    "The layer with a field of whole numbers that count its features, all of them or those of each group by themselves. " +
    "Where an expression sorts them, the result is in that order.",
  tags: ["add", "create", "serial", "primary key", "unique", "id", "number", "count", "field"],
  example: "%add-autoincremental-field countries --group-fields continent --start 1 --as numbered",
  parameters,
  run(setup, tools) {
    const data = sorted(setup, tools);
    const { fieldName, groupFields } = setup.values;
    if (data.fields.some(({ name }) => name === fieldName))
      throw new SpatialError(
        "BAD_ARGUMENT",
        `addAutoincrementalField: fieldName is "${fieldName}", and the layer has a field of that name; give another.`,
      );
    const column = counted(groupFeatures(data, groupFields).groupOf, setup.values);
    return {
      layer: {
        ...data,
        fields: [...data.fields, { name: fieldName, type: "integer" }],
        columns: [...data.columns, column],
      },
    };
  },
};

function sorted(setup: Setup<Table>, { engine, feedback }: Tools): LayerData {
  const data = inputOf(setup, "input");
  const { sortExpression, sortAscending: ascending, sortNullsFirst: nullsFirst } = setup.values;
  if (sortExpression === undefined) return data;
  const bound = checkExpression(sortExpression, { fields: data.fields }).bind(data, { engine, crs: data.crs });
  const keys = Array.from({ length: data.geometry.length }, (_, row) => bound.at(row));
  feedback.throwIfCanceled();
  const order = orderedRows(keys, { ascending, nullsFirst });
  return { ...data, geometry: takeColumn(data.geometry, order), columns: takeColumns(data.columns, order) };
}

function counted(
  groupOf: Uint32Array,
  { start, modulus }: { readonly start: number; readonly modulus: number },
): AttributeColumn {
  const values = sharedDoubles(groupOf.length);
  const valid = sharedBytes(groupOf.length).fill(1);
  const next = new Map<number, number>();
  groupOf.forEach((group, row) => {
    const value = next.get(group) ?? start;
    values[row] = value;
    const following = value + 1;
    next.set(group, modulus !== 0 && following % modulus === 0 ? start : following);
  });
  return { storage: "number", values, valid };
}
