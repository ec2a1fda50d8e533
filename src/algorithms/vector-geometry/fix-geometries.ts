import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryKind, Kind } from "../../geometry/column.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { type PartKind, partKindOf } from "../../geometry/kind.ts";
import { isPlainlyValid } from "../../geometry/plain-validity.ts";
import { layer } from "../../schema/types/layer.ts";
import { hasPartsOfKind } from "../parts.ts";
import type { FeatureRef } from "../runners/feature-ref.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addRing, ringsOf } from "./rings.ts";

const parameters = { input: layer({ doc: "Features of any kind" }) };

export const fixGeometries: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "fixGeometries",
  id: "native:fixgeometries",
  takesAnyCoordinates: true,
  title: "Fix geometries",
  group: "Vector geometry",
  doc:
    "Makes invalid geometries valid without losing vertices: where rings cross or overlap, even-odd decides what is inside " +
    "(GEOS's linework method). Lines and polygons become multi-part ones. What is left of a feature in fewer dimensions, such " +
    "as a spike, is left out; a feature of which nothing else is left loses its geometry, with a warning. Attributes are kept.",
  tags: ["repair", "invalid", "geometry", "make", "valid"],
  example: "%fix-geometries countries --as valid",
  parameters,
  notices: {
    collapsed: (count, features) =>
      `Nothing of ${count === 1 ? "1 feature" : `${count} features`} was left in as many dimensions as before; ` +
      `features without geometry: ${features}.`,
  },
  open:
    (_, { engine }) =>
    (feature, out) => {
      const partKind = partKindOf(feature.kind);
      if (partKind === Kind.Point) return out.keep();
      // a collection has parts of all dimensions
      if (partKind === undefined) return out.add(engine.makeValid(feature.geometry));
      const fixed = fixedOf(feature, engine);
      if (hasPartsOfKind(fixed.column, fixed.index, partKind)) {
        out.write((builder) => addPartsOf(builder, fixed, partKind));
      } else {
        feature.note("collapsed");
        out.addNull();
      }
    },
};

/** The feature itself where it is easily seen to be valid. */
function fixedOf(feature: FeatureRef, engine: GeometryEngine): GeometryAt {
  const { source } = feature;
  if (isPlainlyValid(source.column, source.index)) return source;
  const fixed = new GeometryBuilder();
  engine.write(engine.makeValid(feature.geometry), fixed);
  return { column: fixed.finish(), index: 0 };
}

function addPartsOf(builder: GeometryBuilder, place: GeometryAt, kind: PartKind): void {
  builder.beginFeature((kind + (Kind.MultiPoint - Kind.Point)) as GeometryKind);
  for (const ring of ringsOf(place)) if (ring.kind === kind) addRing(builder, place.column, ring);
  builder.endFeature();
}
