import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { layer } from "../../schema/types/layer.ts";
import { partsAsFeatures } from "../parts.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  allParts: boolean({ doc: "A point for each part of a feature, with the feature's attributes repeated" }),
};

export const pointOnSurface: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "pointOnSurface",
  id: "native:pointonsurface",
  title: "Point on surface",
  group: "Vector geometry",
  doc:
    "A point that certainly lies on every feature: inside its largest polygon about half-way up, on its longest line at " +
    "the vertex next to the middle, or one of its points. Attributes are kept; a feature without geometry stays without, " +
    "and an empty one loses its geometry.",
  tags: ["point", "inside", "label", "centroid", "interior"],
  example: "%point-on-surface countries --as spots",
  parameters,
  open(setup, { engine }) {
    const { allParts } = setup.values;
    return ({ geometry, place }, out) => {
      for (const part of allParts ? partsOf(place, engine) : [geometry]) {
        if (engine.isEmpty(part)) out.addNull();
        else out.add(engine.pointOnSurface(part));
      }
    };
  },
};

/** Each part by itself; of a feature without parts the feature. */
function partsOf({ column, index }: GeometryAt, engine: GeometryEngine): EngineGeometry[] {
  const [first, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  if (first === end) return [engine.read(column, index)];
  const parts = partsAsFeatures(column);
  return Array.from({ length: end - first }, (_, i) => engine.read(parts, first + i));
}
