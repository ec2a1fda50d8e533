import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const boundingBoxes: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "boundingBoxes",
  id: "native:boundingboxes",
  title: "Bounding boxes",
  group: "Vector geometry",
  doc:
    "The box around every feature, with its width, height, area and perimeter in layer units as further fields. Of a point " +
    "or an upright line it is a polygon without area. An empty geometry has none.",
  tags: ["bounding", "boxes", "envelope", "rectangle", "extent"],
  example: "%bounding-boxes countries --as boxes",
  parameters,
  fields: () => [
    { name: "width", type: "number" },
    { name: "height", type: "number" },
    { name: "area", type: "number" },
    { name: "perimeter", type: "number" },
  ],
  open:
    () =>
    ({ bounds }, out) => {
      if (bounds === undefined) return out.addNull();
      const [minX, minY, maxX, maxY] = bounds;
      const [width, height] = [maxX - minX, maxY - minY];
      out.write(
        (builder) => {
          builder.beginFeature(Kind.Polygon);
          builder.beginPart(Kind.Polygon);
          builder.beginRing();
          builder.addVertices(new Float64Array([minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY]));
          builder.endFeature();
        },
        [width, height, width * height, 2 * width + 2 * height],
      );
    },
};
