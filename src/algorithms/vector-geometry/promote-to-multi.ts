import { layer } from "../../schema/types/layer.ts";
import { asMulti } from "../runners/feature-sink.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const promoteToMulti: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "promoteToMulti",
  id: "native:promotetomulti",
  title: "Promote to multipart",
  group: "Vector geometry",
  doc:
    "Makes every point, line and polygon a multi-part one with a single part, so that all of a layer are of one type. " +
    "What is multi-part, and attributes, stay as they are.",
  tags: ["multi", "single", "multiple", "convert", "force", "parts"],
  example: "%promote-to-multi countries --as multi",
  parameters,
  // the part is a copy of its own
  open: () => (part) => asMulti(part),
};
