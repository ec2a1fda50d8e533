import { layer } from "../../schema/types/layer.ts";
import { layers } from "../../schema/types/layers.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { difference } from "./difference.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { overlayEach } from "./overlay-each.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  overlays: layers({ validity: "valid", doc: "Layers to overlay, one after the other" }),
  maxDeviation: MAX_DEVIATION,
};

export const multiDifference: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "multiDifference",
  id: "multidifference",
  title: "Difference (multiple)",
  group: "Vector overlay",
  doc: "What of the features of the input lies outside all of several layers, with the input's attributes. The result is multi-part. QGIS 3.22 has none.",
  tags: ["overlay", "difference", "several", "multiple", "layers"],
  example: "%multi-difference countries --overlays near,near --as outside",
  parameters,
  run: (setup, tools) => ({ layer: overlayEach(difference, setup, tools) }),
};
