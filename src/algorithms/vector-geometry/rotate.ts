import { sliceColumn } from "../../geometry/append.ts";
import { featureCentroid } from "../../geometry/measures.ts";
import { columnRange } from "../../geometry/shared-column.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { point } from "../../schema/types/point.ts";
import { pointIn } from "../point-in.ts";
import { inputOf } from "../setup.ts";
import type { CoordinatesAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  angle: number({ default: 0, doc: "Degrees clockwise" }),
  anchor: point({ optional: true, doc: "What stays where it is; the centroid of each feature if nothing is said" }),
};

export const rotate: CoordinatesAlgorithm<typeof parameters> = {
  shape: "coordinates",
  name: "rotate",
  id: "native:rotatefeatures",
  title: "Rotate",
  group: "Vector geometry",
  doc: "Turns every feature clockwise, around its own centroid or all around one point. Attributes are kept.",
  tags: ["rotate", "turn", "around", "center", "point"],
  example: "%rotate countries --angle 30 --as turned",
  parameters,
  open(setup) {
    const { angle, anchor } = setup.values;
    const radians = (angle * Math.PI) / 180;
    const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
    const fixed = anchor && pointIn(anchor, inputOf(setup, "input").crs, "rotate");
    return (part) => {
      const before = fixed === undefined ? sliceColumn(part, 0, part.length) : part;
      for (let i = 0; i < part.length; i++) {
        const [x0, y0] = fixed ?? featureCentroid(before, i) ?? [0, 0];
        const { vertexStart, vertexEnd } = columnRange(part, i, i + 1);
        // the part is a copy of its own: it may be written to
        for (let at = 2 * vertexStart; at < 2 * vertexEnd; at += 2) {
          const [dx, dy] = [part.xy[at]! - x0, part.xy[at + 1]! - y0];
          part.xy[at] = x0 + dx * cos + dy * sin + 0;
          part.xy[at + 1] = y0 - dx * sin + dy * cos + 0;
        }
      }
      return part;
    };
  },
};
