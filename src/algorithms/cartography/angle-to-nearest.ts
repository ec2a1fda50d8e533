import { toLayerUnits } from "../../crs/distance.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import { inputOf } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Points, or features of any kind" }),
  referenceLayer: layer({ doc: "Features of which the nearest is looked for" }),
  maxDistance: distance({ optional: true, min: 0, doc: "What is farther away is not near" }),
  fieldName: text({ default: "rotation", doc: "The new field" }),
  applySymbology: boolean({ default: true, doc: "As QGIS's calls have it; symbols of a layer are not turned here" }),
};

export const angleToNearest: PairAlgorithm<typeof parameters> = {
  shape: "pair",
  name: "angleToNearest",
  id: "native:angletonearest",
  title: "Align points to features",
  group: "Cartography",
  doc:
    "Points with a field that has the direction to the nearest place of another layer, in degrees from north, clockwise, " +
    "-180 to 180: symbols that are turned by it face a road, say. It is null where nothing is near.",
  tags: ["align", "marker", "stroke", "fill", "orient", "points", "lines", "angles", "rotation", "rotate", "nearest"],
  example: "%angle-to-nearest places --reference-layer countries --as aligned",
  parameters,
  with: "referenceLayer",
  fields: ({ values }) => [{ name: values.fieldName, type: "number" }],
  find(setup) {
    const { maxDistance } = setup.values;
    const most = maxDistance === undefined ? Infinity : toLayerUnits(maxDistance, inputOf(setup, "input").crs);
    return (feature, others) => others.nearest(feature, { count: 1, most, except: undefined });
  },
  open:
    (_, { engine }) =>
    (feature, [nearest], out) => {
      const places = nearest && engine.nearestPoints(feature.geometry, nearest.geometry);
      if (places === undefined) return out.keep([null]);
      const [[x, y], [toX, toY]] = places;
      out.keep([(Math.atan2(toX - x, toY - y) * 180) / Math.PI]);
    },
};
