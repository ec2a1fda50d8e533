import { toLayerUnits } from "../../crs/distance.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  deltaX: distance({ default: 0, doc: "How far along x, such as 500m; a bare number is in layer units" }),
  deltaY: distance({ default: 0, doc: "How far along y" }),
};

export const translate: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "translate",
  id: "native:translategeometry",
  title: "Translate",
  group: "Vector geometry",
  doc: "Moves every feature by the same distance along x and y. Attributes are kept.",
  tags: ["translate", "move", "shift", "offset"],
  example: "%translate countries --delta-x 2 --as moved",
  parameters,
  open(setup) {
    const { crs } = inputOf(setup, "input");
    const [dx, dy] = [toLayerUnits(setup.values.deltaX, crs), toLayerUnits(setup.values.deltaY, crs)];
    return (part) => {
      const { xy } = part;
      // the part is a copy of its own: it may be written to
      for (let i = 0; i < xy.length; i += 2) {
        xy[i] = xy[i]! + dx + 0;
        xy[i + 1] = xy[i + 1]! + dy + 0;
      }
      return part;
    };
  },
};
