import { groundLength } from "../../crs/ground-measures.ts";
import type { CrsId } from "../../crs/crs-id.ts";
import { SpatialError } from "../../errors.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { LayerBuilder } from "../layer-builder.ts";
import { centroidsOf } from "../representative-points.ts";
import { makeIndex, openIndex } from "../runners/spatial-index.ts";
import { inputOf } from "../setup.ts";
import type { WholeAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Points" }) };

export const nearestNeighbourAnalysis: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  gives: {
    EXPECTED_MD: "number",
    NN_INDEX: "number",
    OBSERVED_MD: "number",
    POINT_COUNT: "number",
    Z_SCORE: "number",
  },
  name: "nearestNeighbourAnalysis",
  id: "native:nearestneighbouranalysis",
  title: "Nearest neighbour analysis",
  group: "Vector analysis",
  doc:
    "Numbers that say whether points lie in clusters or apart: the mean distance to the nearest other point " +
    "(OBSERVED_MD), what it would be of points at random in the same rectangle (EXPECTED_MD), their ratio (NN_INDEX, below 1 " +
    "for clusters), the number of points, and the ratio's z-score. Distances are metres on the ground where coordinates are longitude and " +
    "latitude, the rectangle's area is that of coordinates, as in QGIS: reproject such layers first.",
  tags: ["nearest", "neighbour", "neighbor", "points", "pattern", "random", "clustered", "statistics"],
  example: "%nearest-neighbour-analysis places --as pattern",
  parameters,
  run(setup, { feedback }) {
    const { geometry, crs } = inputOf(setup, "input");
    checkKinds("input", geometry, [Kind.Point]);
    const xy = centroidsOf(geometry);
    const index = openIndex(makeIndex(geometry));
    let [sum, count] = [0, 0];
    for (let row = 0; row < geometry.length; row++) {
      if (row % 1000 === 0) feedback.throwIfCanceled();
      feedback.progress(row / geometry.length);
      const [x, y] = [xy[2 * row]!, xy[2 * row + 1]!];
      if (x !== x) continue;
      const [nearest] = index?.neighbors(x, y, 1, Infinity, (other) => other !== row) ?? [];
      if (nearest === undefined) throw tooFew();
      sum += measured([x, y], [xy[2 * nearest]!, xy[2 * nearest + 1]!], crs);
      count++;
    }
    const bounds = boundsOf(geometry);
    if (bounds === undefined || count < 2) throw tooFew();
    const area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]);
    const observed = sum / count;
    const expected = 0.5 / Math.sqrt(count / area);
    const error = 0.26136 / Math.sqrt(count ** 2 / area);
    const out = new LayerBuilder(FIELDS);
    out.add([expected, observed / expected, observed, count, (observed - expected) / error]);
    return { layer: out.table() };
  },
};

const FIELDS = [
  { name: "EXPECTED_MD", type: "number" },
  { name: "NN_INDEX", type: "number" },
  { name: "OBSERVED_MD", type: "number" },
  { name: "POINT_COUNT", type: "integer" },
  { name: "Z_SCORE", type: "number" },
] as const;

type Point = readonly [x: number, y: number];

/** On the ground where the CRS is geographic. */
export function measured(from: Point, to: Point, crs: CrsId): number {
  const builder = new GeometryBuilder(2);
  builder.beginFeature(Kind.LineString);
  builder.beginPart(Kind.LineString);
  builder.beginRing();
  builder.addVertex(...from);
  builder.addVertex(...to);
  builder.endFeature();
  return groundLength(builder.finish(), 0, crs);
}

function tooFew(): SpatialError {
  return new SpatialError(
    "BAD_ARGUMENT",
    "nearestNeighbourAnalysis: the input has less than two points; give a layer with more.",
  );
}
