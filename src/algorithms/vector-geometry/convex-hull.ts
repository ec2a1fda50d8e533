import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { featureArea, featureLength } from "../../geometry/measures.ts";
import { layer } from "../../schema/types/layer.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const convexHull: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "convexHull",
  id: "native:convexhull",
  version: 2,
  title: "Convex hull",
  group: "Vector geometry",
  doc:
    "The smallest convex polygon around every feature, with its area and perimeter in layer units as further fields. A " +
    "feature that lies on one straight line has none and is left out, with a warning; single points stay, without geometry.",
  tags: ["hull", "convex", "envelope", "bounding"],
  example: "%convex-hull countries --as hulls",
  parameters,
  fields: () => [
    { name: "area", type: "number" },
    { name: "perimeter", type: "number" },
  ],
  notices: {
    point: (count, features) =>
      `${count === 1 ? "1 feature is a single point" : `${count} features are single points`}, without a hull; minimum-bounding-geometry has one around all; features without geometry: ${features}.`,
    flat: (count, features) =>
      `${count === 1 ? "1 feature lies" : `${count} features lie`} on one line and ${count === 1 ? "is" : "are"} left out; features: ${features}.`,
  },
  open:
    (_, { engine }) =>
    (feature, out) => {
      if (feature.kind === Kind.Point) {
        feature.note("point");
        return out.addNull();
      }
      const builder = new GeometryBuilder();
      engine.write(engine.convexHull(feature.geometry), builder);
      const hull = builder.finish();
      if (hull.kinds[0] === Kind.Polygon && hull.partKinds.length > 0)
        out.addFrom(hull, 0, [featureArea(hull, 0), featureLength(hull, 0)]);
      else feature.note("flat");
    },
};
