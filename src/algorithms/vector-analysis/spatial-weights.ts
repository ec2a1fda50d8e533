import { SpatialError } from "../../errors.ts";
import { type AttributeValue, valueAt } from "../../layers/attributes.ts";
import { toText } from "../../layers/mixed-values.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { NEIGHBOURS, neighboursOf } from "./neighbours.ts";

const parameters = {
  input: layer({ doc: "Polygons that touch each other, or features of any kind for k-nearest" }),
  ...NEIGHBOURS,
  idField: oneField({ optional: true, doc: "The field that names features; their numbers from 0 if none is named" }),
  rowStandardized: boolean({ doc: "Weights of each feature add up to 1; else each is 1" }),
};

export const spatialWeights: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "spatialWeights",
  id: "spatialweights",
  title: "Spatial weights",
  group: "Vector analysis",
  doc:
    "A table of neighbours: focal, neighbor and weight, in the order of the features. queen: features that have a point in common; rook: those " +
    "that have a border in common; k-nearest: the nearest by the distance of their centroids in layer units. A feature without neighbours has a row with itself and the weight 0, with a " +
    "warning. As in libpysal; QGIS 3.22 has none.",
  tags: ["weights", "neighbours", "neighbors", "contiguity", "queen", "rook", "knn", "adjacency", "autocorrelation"],
  example: "%spatial-weights countries --id-field name --as neighbours",
  parameters,
  run(setup, tools) {
    const data = inputOf(setup, "input");
    const { idField, rowStandardized } = setup.values;
    const at = data.fields.findIndex(({ name }) => name === idField);
    const type = at < 0 ? "integer" : data.fields[at]!.type;
    const nameOf = (row: number): AttributeValue => (at < 0 ? row : valueAt(data.columns[at]!, data.fields[at]!, row));
    checkNames(nameOf, data.geometry.length);
    const out = new LayerBuilder([
      { name: "focal", type },
      { name: "neighbor", type },
      { name: "weight", type: "number" },
    ]);
    const neighbours = neighboursOf(data, setup.values, tools);
    neighbours.forEach((others, row) => {
      const weight = rowStandardized ? 1 / others.length : 1;
      for (const other of others) out.add([nameOf(row), nameOf(other), weight]);
      if (others.length === 0) out.add([nameOf(row), nameOf(row), 0]);
    });
    warnOfIslands(neighbours, tools);
    return { layer: out.table() };
  },
};

function checkNames(nameOf: (row: number) => AttributeValue, count: number): void {
  const names = new Set<string>();
  for (let row = 0; row < count; row++) {
    const name = toText(nameOf(row) ?? "");
    if (names.has(name))
      throw new SpatialError(
        "BAD_ARGUMENT",
        `spatialWeights: two features are called ${name}; give an idField whose values differ.`,
      );
    names.add(name);
  }
}

export function warnOfIslands(
  neighbours: readonly number[][],
  { feedback }: Pick<Parameters<typeof neighboursOf>[2], "feedback">,
): void {
  const islands = [...neighbours.entries()].filter(([, others]) => others.length === 0).map(([row]) => row);
  if (islands.length === 0) return;
  const list = islands.slice(0, 5).join(", ") + (islands.length > 5 ? ", …" : "");
  feedback.log("warning", `${islands.length} of ${neighbours.length} features have no neighbours: ${list}.`);
}
