import { addInPieces } from "../../geometry/densified.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Lines or polygons" }),
  vertices: integer({ default: 1, min: 1, doc: "How many are added to each segment" }),
};

/** x and y of a vertex. */
const VERTEX_BYTES = 16;

export const densifyByCount: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "densifyByCount",
  id: "native:densifygeometries",
  title: "Densify by count",
  group: "Vector geometry",
  doc:
    "Adds the same number of vertices to each segment of lines and polygons, evenly. Heights and measures between vertices " +
    "rise evenly. Points and attributes are kept.",
  tags: ["add", "vertex", "vertices", "points", "nodes", "densify"],
  example: "%densify-by-count countries --vertices 3 --as dense",
  parameters,
  leastBytes(setup) {
    const { geometry } = inputOf(setup, "input");
    const segments = geometry.xy.length / 2 - (geometry.ringOffsets.length - 1);
    return segments * setup.values.vertices * VERTEX_BYTES;
  },
  open({ values: { vertices } }) {
    return ({ source: { column, index } }, out) =>
      out.write((builder) => addInPieces(column, index, () => vertices + 1, builder));
  },
};
