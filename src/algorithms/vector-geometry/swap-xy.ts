import { layer } from "../../schema/types/layer.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const swapXy: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "swapXy",
  id: "native:swapxy",
  title: "Swap X and Y coordinates",
  group: "Vector geometry",
  doc:
    "Mends layers whose latitudes and longitudes were taken for each other: x becomes y and y becomes x. Attributes, " +
    "heights and the CRS stay; polygons come to run the other way round.",
  tags: ["invert", "flip", "swap", "latitude", "longitude"],
  example: "%swap-xy places --as swapped",
  parameters,
  open: () => (part) => {
    const { xy } = part;
    // the part is a copy of its own: it may be written to
    for (let i = 0; i < xy.length; i += 2) [xy[i], xy[i + 1]] = [xy[i + 1]!, xy[i]!];
    return part;
  },
};
