import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addVertexOf, ringsOf } from "./rings.ts";
import { addRingsAsLines } from "./polygons-to-lines.ts";

const parameters = { input: layer({ doc: "Lines or polygons" }) };

export const boundary: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "boundary",
  id: "native:boundary",
  title: "Boundary",
  group: "Vector geometry",
  doc:
    "Of polygons the lines around them and their holes, of lines the points at the ends of each part: what bounds a " +
    "feature, multi-part always. A line that is closed has no ends and loses its geometry, with a warning. Attributes " +
    "are kept.",
  tags: ["boundary", "ring", "border", "exterior", "ends"],
  example: "%boundary countries --as borders",
  parameters,
  notices: {
    closed: (count, features) =>
      `${count === 1 ? "1 line is" : `${count} lines are`} closed and without ends; features without geometry: ${features}.`,
  },
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString, Kind.Polygon]),
  open: () => (feature, out) => {
    const { source, kind } = feature;
    if (kind === Kind.Polygon || kind === Kind.MultiPolygon) out.write((builder) => addRingsAsLines(builder, source));
    else if (hasEnds(source)) out.write((builder) => addEnds(builder, source));
    else {
      feature.note("closed");
      out.addNull();
    }
  },
};

function hasEnds(place: GeometryAt): boolean {
  for (const { from, to } of ringsOf(place)) if (isOpen(place, from, to)) return true;
  return false;
}

function isOpen({ column: { xy } }: GeometryAt, from: number, to: number): boolean {
  return xy[2 * from] !== xy[2 * to - 2] || xy[2 * from + 1] !== xy[2 * to - 1];
}

function addEnds(builder: GeometryBuilder, place: GeometryAt): void {
  builder.beginFeature(Kind.MultiPoint);
  for (const { from, to } of ringsOf(place)) {
    if (!isOpen(place, from, to)) continue;
    for (const vertex of [from, to - 1]) {
      builder.beginPart(Kind.Point);
      builder.beginRing();
      addVertexOf(builder, place.column, vertex);
    }
  }
  builder.endFeature();
}
