import { toLayerUnits } from "../../crs/distance.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { output } from "../../schema/types/output.ts";
import { inputOf } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "../vector-overlay/max-deviation.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features to choose from" }),
  reference: layer({ validity: "valid", doc: "Features that they must be near to" }),
  distance: distance({ default: 100, min: 0, doc: "Such as 500m; a bare number is in layer units" }),
  restAs: output({ qgis: "FAIL_OUTPUT", doc: "Name of a layer of the features that are left" }),
  maxDeviation: MAX_DEVIATION,
};

export const extractWithinDistance: PairAlgorithm<typeof parameters> = {
  shape: "pair",
  name: "extractWithinDistance",
  id: "native:extractwithindistance",
  title: "Extract within distance",
  group: "Vector selection",
  doc:
    "The features that are at most so far from a feature of another layer, as they are and in their order. Distances are " +
    "measured in the plane, in layer units.",
  tags: ["select", "filter", "near", "proximity", "distance", "rest"],
  example: "%extract-within-distance places --reference countries --distance 2 --as near",
  parameters,
  with: "reference",
  others: ["rest"],
  find(setup) {
    const most = toLayerUnits(setup.values.distance, inputOf(setup, "input").crs);
    return (feature, others) => others.within(feature, most);
  },
  open: () => (_, near, out) => (near.length > 0 ? out : out.to("rest")).keep(),
};
