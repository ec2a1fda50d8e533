import type { GeometryBuilder } from "../../geometry/builder.ts";
import { takeColumn } from "../../geometry/append.ts";
import { Kind } from "../../geometry/column.ts";
import { featureArea } from "../../geometry/measures.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { addParts, partsAsFeatures } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  polygons: layer({ doc: "Polygons" }),
  parts: integer({ default: 1, min: 1, doc: "How many parts of a feature to keep" }),
};

export const keepLargestParts: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "keepLargestParts",
  id: "qgis:keepnbiggestparts",
  title: "Keep N biggest parts",
  group: "Vector geometry",
  doc:
    "Every feature with its largest parts alone, by their areas in layer units, in the order they had: a country without " +
    "its small islands. Features that have no more parts than that stay as they are, the others stay multi-part.",
  tags: ["part", "largest", "biggest", "multipart", "island", "mainland"],
  example: "%keep-largest-parts countries --parts 1 --as mainland",
  parameters,
  prepare: (setup) => checkKinds("polygons", inputOf(setup, "polygons").geometry, [Kind.Polygon]),
  open:
    ({ values: { parts: count } }) =>
    (feature, out) => {
      const { column, index } = feature.source;
      const parts = partsAsFeatures(takeColumn(column, [index]));
      if (parts.length <= count) return out.keep();
      const areas = Array.from({ length: parts.length }, (_, part) => featureArea(parts, part));
      const largest = [...areas.keys()].toSorted((a, b) => areas[b]! - areas[a]! || a - b).slice(0, count);
      const kept = takeColumn(
        parts,
        largest.toSorted((a, b) => a - b),
      );
      out.write((builder: GeometryBuilder) => {
        builder.beginFeature(Kind.MultiPolygon);
        addParts(builder, kept);
        builder.endFeature();
      });
    },
};
