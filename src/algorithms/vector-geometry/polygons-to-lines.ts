import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addRing, ringsOf } from "./rings.ts";

const parameters = { input: layer({ doc: "Polygons" }) };

export const polygonsToLines: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "polygonsToLines",
  id: "native:polygonstolines",
  title: "Polygons to lines",
  group: "Vector geometry",
  doc:
    "Every polygon as a multi-part line: a closed part for each outline and each hole, vertex by vertex as they are. " +
    "Attributes are kept.",
  tags: ["line", "polygon", "convert", "outline", "ring"],
  example: "%polygons-to-lines countries --as outlines",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.Polygon]),
  open:
    () =>
    ({ source }, out) =>
      out.write((builder) => addRingsAsLines(builder, source)),
};

/** A feature with each ring as a part. */
export function addRingsAsLines(builder: GeometryBuilder, place: GeometryAt): void {
  builder.beginFeature(Kind.MultiLineString);
  for (const ring of ringsOf(place)) addRing(builder, place.column, ring, Kind.LineString);
  builder.endFeature();
}
