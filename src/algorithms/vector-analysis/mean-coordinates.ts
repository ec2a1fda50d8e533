import { SpatialError } from "../../errors.ts";
import { Kind } from "../../geometry/column.ts";
import { columnRange } from "../../geometry/shared-column.ts";
import { toNumber } from "../../expressions/runtime-values.ts";
import { valueAt } from "../../layers/attributes.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { layer } from "../../schema/types/layer.ts";
import { oneField } from "../../schema/types/one-field.ts";
import { groupFeatures, membersOf } from "../groups.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind; each vertex counts" }),
  weight: oneField({ optional: true, doc: "The field that says how much a feature's vertices count" }),
  uid: oneField({ optional: true, doc: "The field whose values make groups, each with a mean of its own" }),
};

export const meanCoordinates: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "meanCoordinates",
  id: "native:meancoordinates",
  title: "Mean coordinate(s)",
  group: "Vector analysis",
  doc:
    "The point in the middle of all vertices, or of those of each group, with its coordinates in MEAN_X and MEAN_Y. With a field " +
    "of weights each feature's vertices count that much; a weight that is null counts as 0. " +
    "Closing vertices of rings count, as in QGIS; features without geometry don't.",
  tags: ["mean", "average", "coordinate", "centre", "center", "weighted"],
  example: "%mean-coordinates places --weight population --as middle",
  parameters,
  run(setup, { feedback }) {
    const data = inputOf(setup, "input");
    const { weight, uid } = setup.values;
    const groups = membersOf(groupFeatures(data, uid === undefined ? [] : [uid]));
    const at = data.fields.findIndex(({ name }) => name === uid);
    const out = new LayerBuilder([
      { name: "MEAN_X", type: "number" },
      { name: "MEAN_Y", type: "number" },
      ...(uid === undefined ? [] : [data.fields[at]!]),
    ]);
    const weightOf = weights(data, weight);
    for (const rows of groups) {
      feedback.throwIfCanceled();
      const mean = meanOf(data, rows, weightOf);
      if (mean === undefined) continue;
      const group = uid === undefined ? [] : [valueAt(data.columns[at]!, data.fields[at]!, rows[0]!)];
      out.add([...mean, ...group], (builder) => {
        builder.beginFeature(Kind.Point);
        builder.beginPart(Kind.Point);
        builder.beginRing();
        builder.addVertex(...mean);
        builder.endFeature();
      });
    }
    return { layer: out.layer(data.crs) };
  },
};

/** @throws SpatialError BAD_ARGUMENT for a negative weight */
function weights(data: LayerData, name: string | undefined): (row: number) => number {
  const at = data.fields.findIndex((field) => field.name === name);
  if (at < 0) return () => 1;
  return (row) => {
    const value = valueAt(data.columns[at]!, data.fields[at]!, row);
    const weight = value === null ? 0 : toNumber(value);
    if (weight >= 0) return weight;
    throw new SpatialError(
      "BAD_ARGUMENT",
      `meanCoordinates: feature ${row} has the weight ${weight}; weights must not be negative.`,
    );
  };
}

function meanOf(
  { geometry }: LayerData,
  rows: readonly number[],
  weightOf: (row: number) => number,
): readonly [number, number] | undefined {
  let [x, y, total] = [0, 0, 0];
  for (const row of rows) {
    const { vertexStart, vertexEnd } = columnRange(geometry, row, row + 1);
    if (vertexStart === vertexEnd) continue;
    const weight = weightOf(row);
    for (let v = vertexStart; v < vertexEnd; v++) {
      x += geometry.xy[2 * v]! * weight;
      y += geometry.xy[2 * v + 1]! * weight;
      total += weight;
    }
  }
  return total > 0 ? [x / total, y / total] : undefined;
}
