import { toLayerUnits } from "../../crs/distance.ts";
import { addInPieces } from "../../geometry/densified.ts";
import { featureLength } from "../../geometry/measures.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Lines or polygons" }),
  interval: distance({ default: 1, min: 0, doc: "Such as 500m; a bare number is in layer units; 0 adds none" }),
};

/** x and y of a vertex. */
const VERTEX_BYTES = 16;

export const densifyByInterval: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "densifyByInterval",
  id: "native:densifygeometriesgivenaninterval",
  title: "Densify by interval",
  group: "Vector geometry",
  doc:
    "Adds vertices to lines and polygons, evenly along each segment, so that segments become shorter than the interval. " +
    "Heights and measures between vertices rise evenly. Points and attributes are kept.",
  tags: ["add", "vertex", "vertices", "points", "nodes", "densify", "segmentize"],
  example: "%densify-by-interval countries --interval 0.5 --as dense",
  parameters,
  leastBytes(setup) {
    const { geometry } = inputOf(setup, "input");
    const interval = intervalOf(setup);
    let length = 0;
    for (let i = 0; i < geometry.length; i++) length += featureLength(geometry, i);
    return interval === 0 ? 0 : (length / interval) * VERTEX_BYTES;
  },
  open(setup) {
    const interval = intervalOf(setup);
    const piecesOf = (length: number): number => (interval === 0 ? 1 : Math.floor(length / interval) + 1);
    return ({ source: { column, index } }, out) =>
      out.write((builder) => addInPieces(column, index, piecesOf, builder));
  },
};

function intervalOf(setup: Setup<typeof parameters>): number {
  return toLayerUnits(setup.values.interval, inputOf(setup, "input").crs);
}
