import { toText } from "../../layers/mixed-values.ts";
import { takeColumn } from "../../geometry/append.ts";
import { takeColumns, valueAt } from "../../layers/attributes.ts";
import { table } from "../../schema/types/table.ts";
import { groupFeatures } from "../groups.ts";
import type { NamedData } from "../outputs.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { oneField } from "../../schema/types/one-field.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  field: oneField({ doc: "The field whose values make the layers" }),
};

export const splitVectorLayer: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  gives: "layers",
  name: "splitVectorLayer",
  id: "native:splitvectorlayer",
  title: "Split vector layer",
  group: "Vector general",
  doc:
    "A layer for every value of a field, in the order of their first features. A layer is called by the field and the " +
    "value, continent_Asia, without a value continent_NULL; a name for the result goes before that.",
  tags: ["split", "partition", "unique", "values", "separate"],
  example: "%split-vector-layer countries --field continent --as part",
  parameters,
  run(setup) {
    const data = inputOf(setup, "input");
    const name = setup.values.field;
    const at = data.fields.findIndex((one) => one.name === name);
    const { groupOf, firsts } = groupFeatures(data, [name]);
    const members: number[][] = firsts.map(() => []);
    groupOf.forEach((group, index) => members[group]!.push(index));
    const layers = firsts.map((first, group): NamedData => {
      const value = valueAt(data.columns[at]!, data.fields[at]!, first);
      const shown = value === null ? "NULL" : toText(value);
      const rows = members[group]!;
      return {
        name: `${name}_${shown}`,
        data: { ...data, geometry: takeColumn(data.geometry, rows), columns: takeColumns(data.columns, rows) },
      };
    });
    return { layers };
  },
};
