import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addVertexOf, ringsOf } from "./rings.ts";

const parameters = { input: layer({ doc: "Lines" }) };

export const reverseLineDirection: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "reverseLineDirection",
  id: "native:reverselinedirection",
  title: "Reverse line direction",
  group: "Vector geometry",
  doc: "Lines that run the other way, each part by itself; the order of parts and attributes are kept.",
  tags: ["swap", "reverse", "switch", "flip", "direction", "linestring"],
  example: "%reverse-line-direction roads --as back",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open:
    () =>
    ({ source, kind }, out) =>
      out.write((builder) => {
        builder.beginFeature(kind);
        for (const { from, to } of ringsOf(source)) {
          builder.beginPart(Kind.LineString);
          builder.beginRing();
          for (let vertex = to - 1; vertex >= from; vertex--) addVertexOf(builder, source.column, vertex);
        }
        builder.endFeature();
      }),
};
