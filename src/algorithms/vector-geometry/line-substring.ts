import { toLayerUnits } from "../../crs/distance.ts";
import { Kind } from "../../geometry/column.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { MeasuredRing } from "./measured-ring.ts";
import { ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  startDistance: distance({
    default: 0,
    min: 0,
    doc: "Where it begins, such as 500m; a bare number is in layer units",
  }),
  endDistance: distance({ default: 1, min: 0, doc: "Where it ends" }),
};

export const lineSubstring: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "lineSubstring",
  id: "native:linesubstring",
  title: "Line substring",
  group: "Vector geometry",
  doc:
    "What of each line lies between two distances from its beginning; at most as far as its end. Of a multi-part line " +
    "that is the first part's alone, as in QGIS, with a warning. Where the end comes before the beginning it is the place of the beginning, as a " +
    "line without length; a line that is shorter than the beginning becomes an empty one. Attributes are kept.",
  tags: ["linear", "referencing", "reference", "section", "part", "subset"],
  example: "%line-substring roads --start-distance 0.5 --end-distance 1.5 --as sections",
  parameters,
  notices: {
    parts: (count, features) =>
      `Of ${count === 1 ? "1 line" : `${count} lines`} with several parts the first part alone counts: ${features}.`,
  },
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open(setup) {
    const { crs } = inputOf(setup, "input");
    const start = toLayerUnits(setup.values.startDistance, crs);
    const end = Math.max(start, toLayerUnits(setup.values.endDistance, crs));
    return (feature, out) => {
      const { source } = feature;
      const [ring, second] = ringsOf(source);
      if (second !== undefined) feature.note("parts");
      out.write((builder) => {
        builder.beginFeature(feature.kind);
        if (ring !== undefined) {
          builder.beginPart(Kind.LineString);
          builder.beginRing();
          new MeasuredRing(source.column, ring).addBetween(builder, start, end);
        }
        builder.endFeature();
      });
    };
  },
};
