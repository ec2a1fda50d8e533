import { parseCrsId } from "../../crs/crs-id.ts";
import { absentGeometry } from "../../geometry/shared-column.ts";
import { takeColumns } from "../../layers/attributes.ts";
import { ColumnBuilder } from "../../layers/column-builder.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { fields } from "../../schema/types/fields.ts";
import { table } from "../../schema/types/table.ts";
import { groupFeatures, membersOf } from "../groups.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { descriptionOf } from "./field-description.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  valuesFieldName: oneField({ optional: true, doc: "The field to describe; without it rows are only counted" }),
  categoriesFieldName: fields({ doc: "Fields whose values make the categories; none for one category" }),
};

export const statisticsByCategories: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "statisticsByCategories",
  id: "qgis:statisticsbycategories",
  title: "Statistics by categories",
  group: "Vector analysis",
  doc:
    "A table with a row for each category, in the order of their first rows: the fields of the categories, and what the " +
    "values of a field are there. Of numbers: count, unique, min, max, range, sum, mean, median, stddev (of the " +
    "population), minority, majority, q1, q3, iqr. Of text: count, unique, empty, filled, min, max, min_length, " +
    "max_length, mean_length. Of dates: count, unique, empty, filled, min, max. Values that are null count as empty, " +
    "and not at all among numbers.",
  tags: ["statistics", "group", "summary", "mean", "sum", "pivot", "aggregate", "table"],
  example:
    "%statistics-by-categories countries --values-field-name population --categories-field-name continent --as people",
  parameters,
  run({ inputs, values }, { feedback }) {
    const data = inputOf({ inputs }, "input");
    const names = values.categoriesFieldName;
    const groups = groupFeatures(data, names);
    const { firsts } = groups;
    const members = membersOf(groups);
    const description = descriptionOf(data, values.valuesFieldName);
    const builders = description.fields.map(({ type }) => new ColumnBuilder(type));
    members.forEach((rows, group) => {
      feedback.throwIfCanceled();
      const row = description.describe(rows);
      builders.forEach((builder, i) => builder.set(group, row[i]));
      feedback.progress((group + 1) / members.length);
    });
    const positions = names.map((name) => data.fields.findIndex((one) => one.name === name));
    const layer: LayerData = {
      crs: parseCrsId("EPSG:4326"),
      geometry: absentGeometry(firsts.length),
      fields: [...positions.map((at) => data.fields[at]!), ...description.fields],
      columns: [
        ...takeColumns(
          positions.map((at) => data.columns[at]!),
          firsts,
        ),
        ...builders.map((builder) => builder.finish(firsts.length).column),
      ],
    };
    return { layer };
  },
};
