import { toLayerUnits } from "../../crs/distance.ts";
import { Kind } from "../../geometry/column.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addVertexOf, ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  startDistance: distance({
    default: 0,
    min: 0,
    doc: "At the beginning, such as 500m; a bare number is in layer units",
  }),
  endDistance: distance({ default: 0, min: 0, doc: "At the end" }),
};

export const extendLines: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "extendLines",
  id: "native:extendlines",
  title: "Extend lines",
  group: "Vector geometry",
  doc:
    "Lines that go on straight at their ends, each part by itself, in the direction of their first and last segment. Attributes are " +
    "kept. On a layer in degrees a distance in metres is converted along the equator.",
  tags: ["linestring", "continue", "extrapolate", "lengthen"],
  example: "%extend-lines roads --start-distance 0.5 --end-distance 0.5 --as longer",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open(setup) {
    const { crs } = inputOf(setup, "input");
    const [start, end] = [toLayerUnits(setup.values.startDistance, crs), toLayerUnits(setup.values.endDistance, crs)];
    return ({ source: { column, index }, kind }, out) =>
      out.write((builder) => {
        builder.beginFeature(kind);
        for (const { from, to } of ringsOf({ column, index })) {
          builder.beginPart(Kind.LineString);
          builder.beginRing();
          const beyond = (vertex: number, inner: number, by: number): void => {
            const [x, y] = [column.xy[2 * vertex]!, column.xy[2 * vertex + 1]!];
            const [dx, dy] = [x - column.xy[2 * inner]!, y - column.xy[2 * inner + 1]!];
            const length = Math.hypot(dx, dy);
            if (by === 0 || length === 0) addVertexOf(builder, column, vertex);
            else
              builder.addVertex(x + (dx / length) * by, y + (dy / length) * by, column.z?.[vertex], column.m?.[vertex]);
          };
          beyond(from, from + 1, start);
          builder.addVertices(column.xy, from + 1, to - 1, column);
          beyond(to - 1, to - 2, end);
        }
        builder.endFeature();
      });
  },
};
