import { toLayerUnits } from "../../crs/distance.ts";
import { Kind } from "../../geometry/column.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addPointAt } from "./points-along-lines.ts";
import { MeasuredFeature } from "./measured-feature.ts";

const parameters = {
  input: layer({ doc: "Lines or polygons" }),
  distance: distance({
    default: 0,
    min: 0,
    doc: "How far from the beginning, such as 500m; a bare number is in layer units",
  }),
};

export const interpolatePoint: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "interpolatePoint",
  id: "native:interpolatepoint",
  title: "Interpolate point on line",
  group: "Vector geometry",
  doc:
    "The point at a distance along each line, or along the outline of a polygon and then its holes, parts one behind the " +
    "other. A feature that is shorter loses its geometry, with a warning. Attributes are kept. On a layer in degrees a distance " +
    "in metres is converted along the equator.",
  tags: ["linear", "referencing", "distance", "interpolate", "point"],
  example: "%interpolate-point roads --distance 0.5 --as halts",
  parameters,
  notices: {
    short: (count, features) =>
      `${count === 1 ? "1 feature is" : `${count} features are`} shorter than the distance; features without geometry: ${features}.`,
  },
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString, Kind.Polygon]),
  open(setup) {
    const size = toLayerUnits(setup.values.distance, inputOf(setup, "input").crs);
    return (feature, out) => {
      const spot = new MeasuredFeature(feature.source).at(size);
      if (spot !== undefined) return addPointAt(out, feature.source.column, spot);
      feature.note("short");
      out.addNull();
    };
  },
};
