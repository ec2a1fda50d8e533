import { Kind } from "../../geometry/column.ts";
import { kindAt } from "../../geometry/kind.ts";
import { ringArea } from "../../geometry/measures.ts";
import { number } from "../../schema/types/number.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addRing, ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Polygons" }),
  minArea: number({
    default: 0,
    min: 0,
    doc: "In squared layer units: holes of this area or more stay; with 0 none do",
  }),
};

export const deleteHoles: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "deleteHoles",
  id: "native:deleteholes",
  title: "Delete holes",
  group: "Vector geometry",
  doc: "Fills the holes of polygons, all of them or those smaller than an area. Attributes are kept.",
  tags: ["remove", "delete", "drop", "holes", "rings", "fill"],
  example: "%delete-holes countries --as filled",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.Polygon]),
  open:
    ({ values: { minArea } }) =>
    ({ source }, out) => {
      const { column, index } = source;
      out.write((builder) => {
        builder.beginFeature(kindAt(column, index));
        for (const ring of ringsOf(source)) {
          const stays = ring.ring === 0 || (minArea > 0 && ringArea(column, ring.at) >= minArea);
          if (stays) addRing(builder, column, ring);
        }
        builder.endFeature();
      });
    },
};
