import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { signedArea } from "../../geometry/overlay/area-edges.ts";
import { addRing, addVertexOf, ringsOf } from "./rings.ts";

const parameters = { input: layer({ doc: "Polygons" }) };

export const forceRhr: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "forceRhr",
  id: "native:forcerhr",
  title: "Force right-hand-rule",
  group: "Vector geometry",
  doc: "Polygons whose outlines run clockwise and whose holes run counter-clockwise: the area lies to the right. Attributes are kept.",
  tags: ["clockwise", "counter", "orientation", "direction", "winding", "rings", "right-hand"],
  example: "%force-rhr countries --as turned",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.Polygon]),
  open:
    () =>
    ({ source, kind }, out) =>
      out.write((builder) => {
        builder.beginFeature(kind);
        for (const ring of ringsOf(source)) {
          const isClockwise = signedArea(source.column.xy, ring.from, ring.to) < 0;
          if (isClockwise === (ring.ring === 0)) {
            addRing(builder, source.column, ring);
            continue;
          }
          if (ring.ring === 0) builder.beginPart(ring.kind);
          builder.beginRing();
          for (let v = ring.to - 1; v >= ring.from; v--) addVertexOf(builder, source.column, v);
        }
        builder.endFeature();
      }),
};
