import { toLayerUnits } from "../../crs/distance.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { featureArea, featureLength } from "../../geometry/measures.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Polygons" }),
  tolerance: distance({
    default: 1,
    min: 0.000000001,
    doc: "How far from the best place it may be, such as 10m; a bare number is in layer units",
  }),
};

export const poleOfInaccessibility: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "poleOfInaccessibility",
  id: "native:poleofinaccessibility",
  title: "Pole of inaccessibility",
  group: "Vector geometry",
  doc:
    "The point of every polygon that is farthest from its border, and how far that is in layer units as the field dist_pole: a good " +
    "place for a label. Of a multi-part polygon it lies in one part. A polygon without area has none and loses its geometry.",
  tags: ["furthest", "point", "distant", "extreme", "maximum", "inscribed", "circle", "label", "centre"],
  example: "%pole-of-inaccessibility countries --tolerance 0.01 --as poles",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.Polygon]),
  fields: () => [{ name: "dist_pole", type: "number" }],
  open(setup, { engine }) {
    const tolerance = toLayerUnits(setup.values.tolerance, inputOf(setup, "input").crs);
    return ({ geometry, place }, out) => {
      if (!(featureArea(place.column, place.index) > 0)) return out.addNull();
      const builder = new GeometryBuilder();
      // numbers of that size lie no closer, and a search below it has no end
      const finest = Math.sqrt(featureArea(place.column, place.index)) * 1e-12;
      engine.write(engine.maximumInscribedCircle(geometry, Math.max(tolerance, finest)), builder);
      const radius = builder.finish();
      out.addPoint(radius.xy[0]!, radius.xy[1]!, [featureLength(radius, 0)]);
    };
  },
};
