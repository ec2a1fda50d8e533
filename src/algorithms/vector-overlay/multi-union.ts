import { layer } from "../../schema/types/layer.ts";
import { layers } from "../../schema/types/layers.ts";
import { text } from "../../schema/types/text.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import { union } from "./union.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { overlayEach } from "./overlay-each.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  overlays: layers({ validity: "valid", doc: "Layers to overlay, one after the other" }),
  overlayFieldsPrefix: text({ optional: true, doc: "Goes before the names of fields of the overlays" }),
  maxDeviation: MAX_DEVIATION,
};

export const multiUnion: WholeAlgorithm<typeof parameters> = {
  shape: "whole",
  name: "multiUnion",
  id: "multiunion",
  title: "Union (multiple)",
  group: "Vector overlay",
  doc:
    "Where features of the input and of several layers overlap, alone or together, and where they do not, as a piece each with the attributes " +
    "of all that it comes from (union with one layer after the other). The result is multi-part. QGIS 3.22 has none.",
  tags: ["overlay", "union", "several", "multiple", "layers"],
  example: "%multi-union countries --overlays near,countries --as all",
  parameters,
  run: (setup, tools) => ({ layer: overlayEach(union, setup, tools) }),
};
