import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { type Circle, smallestCircle } from "./smallest-circle.ts";

const parameters = {
  input: layer({ doc: "Features of any kind" }),
  segments: integer({ default: 72, min: 8, doc: "Of how many segments the circle is made" }),
};

/** x and y of a vertex. */
const VERTEX_BYTES = 16;

export const minimumEnclosingCircle: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "minimumEnclosingCircle",
  id: "native:minimumenclosingcircle",
  title: "Minimum enclosing circles",
  group: "Vector geometry",
  doc:
    "The smallest circle around every feature, as a polygon whose vertices lie on it, with the circle's radius and area in layer " +
    "units as further fields. Of a single point it is a polygon without area. An empty geometry has none.",
  tags: ["minimum", "circle", "ellipse", "extent", "bounds", "bounding"],
  example: "%minimum-enclosing-circle countries --as circles",
  parameters,
  leastBytes: ({ inputs, values: { segments } }) => inputs["input"]!.geometry.length * segments * VERTEX_BYTES,
  fields: () => [
    { name: "radius", type: "number" },
    { name: "area", type: "number" },
  ],
  open:
    ({ values: { segments } }, { engine }) =>
    ({ geometry }, out) => {
      const hull = new GeometryBuilder();
      engine.write(engine.convexHull(geometry), hull);
      const circle = smallestCircle(hull.finish().xy);
      if (circle === undefined) return out.addNull();
      const { radius } = circle;
      out.write((builder) => addCircle(builder, circle, segments), [radius, Math.PI * radius * radius]);
    },
};

/** Clockwise, from the vertex at the end of a diameter or from north. */
export function addCircle(builder: GeometryBuilder, { x, y, radius, end }: Circle, segments: number): void {
  const start = end === undefined ? 0 : Math.atan2(end[0] - x, end[1] - y);
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  for (let i = 0; i < segments; i++) {
    const angle = start + (2 * Math.PI * i) / segments;
    builder.addVertex(x + radius * Math.sin(angle), y + radius * Math.cos(angle));
  }
  // a circle without size would be closed already
  if (radius === 0) builder.addVertex(x, y);
  builder.endFeature();
}
