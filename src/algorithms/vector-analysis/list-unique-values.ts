import { parseCrsId } from "../../crs/crs-id.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import { takeColumns } from "../../layers/attributes.ts";
import { fields } from "../../schema/types/fields.ts";
import { table } from "../../schema/types/table.ts";
import { groupFeatures } from "../groups.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  fields: fields({ doc: "Fields whose values are listed; of several, those that come together" }),
};

export const listUniqueValues: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "listUniqueValues",
  id: "qgis:listuniquevalues",
  title: "List unique values",
  group: "Vector analysis",
  doc:
    "A table with a row for each value that a field has, or for each combination of values of several fields, in the " +
    "order in which they come first. Null is a value, too.",
  tags: ["unique", "distinct", "values", "categories", "table"],
  example: "%list-unique-values countries --fields continent --as continents",
  parameters,
  run(setup) {
    const data = inputOf(setup, "input");
    const positions = setup.values.fields.map((wanted) => data.fields.findIndex(({ name }) => name === wanted));
    const { firsts } = groupFeatures(data, setup.values.fields);
    return {
      layer: {
        crs: parseCrsId("EPSG:4326"),
        geometry: absentGeometry(firsts.length),
        fields: positions.map((at) => data.fields[at]!),
        columns: takeColumns(
          positions.map((at) => data.columns[at]!),
          firsts,
        ),
      },
    };
  },
};
