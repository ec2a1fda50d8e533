import { toLayerUnits } from "../../crs/distance.ts";
import { Kind } from "../../geometry/column.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Points" }),
  bearing: number({ default: 0, doc: "Degrees from north, clockwise" }),
  distance: distance({ default: 1, doc: "How far, such as 500m; a bare number is in layer units" }),
};

export const projectPoints: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "projectPoints",
  id: "native:projectpointcartesian",
  title: "Project points (Cartesian)",
  group: "Vector geometry",
  doc: "Moves points in a direction, by a distance in the plane. Attributes are kept.",
  tags: ["bearing", "azimuth", "distance", "angle", "direction", "move"],
  example: "%project-points places --bearing 90 --distance 2 --as east",
  parameters,
  open(setup) {
    const { crs, geometry } = inputOf(setup, "input");
    checkKinds("input", geometry, [Kind.Point]);
    const angle = (setup.values.bearing * Math.PI) / 180;
    const size = toLayerUnits(setup.values.distance, crs);
    const [dx, dy] = [size * Math.sin(angle), size * Math.cos(angle)];
    return (part) => {
      const { xy } = part;
      // the part is a copy of its own
      for (let i = 0; i < xy.length; i += 2) {
        xy[i] = xy[i]! + dx;
        xy[i + 1] = xy[i + 1]! + dy;
      }
      return part;
    };
  },
};
