import { layer } from "../../schema/types/layer.ts";
import { layers } from "../../schema/types/layers.ts";
import { text } from "../../schema/types/text.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { intersection } from "./intersection.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { overlayEach } from "./overlay-each.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  overlays: layers({ validity: "valid", doc: "Layers to overlay, one after the other" }),
  overlayFieldsPrefix: text({ optional: true, doc: "Goes before the names of fields of the overlays" }),
  maxDeviation: MAX_DEVIATION,
};

export const multiIntersection: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "multiIntersection",
  id: "multiintersection",
  title: "Intersection (multiple)",
  group: "Vector overlay",
  doc: "What features of the input have in common with those of each of several layers, with the attributes of all (intersection with one layer after the other). The result is multi-part. QGIS 3.22 has none.",
  tags: ["overlay", "intersection", "several", "multiple", "layers"],
  example: "%multi-intersection countries --overlays near,countries --as common",
  parameters,
  run: (setup, tools) => ({ layer: overlayEach(intersection, setup, tools) }),
};
