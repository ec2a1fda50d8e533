import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addRing, ringsOf } from "./rings.ts";

const parameters = { input: layer({ doc: "Lines" }) };

export const linesToPolygons: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "linesToPolygons",
  id: "qgis:linestopolygons",
  title: "Lines to polygons",
  group: "Vector geometry",
  doc:
    "Every line as a multi-part polygon: each part is closed from its last vertex to its first and becomes an outline. Parts of " +
    "less than three vertices are left out, with a warning, so that a feature may become empty. What crosses itself becomes an " +
    "invalid polygon (see fix geometries). Attributes are kept.",
  tags: ["line", "polygon", "convert", "close"],
  example: "%lines-to-polygons roads --as closed",
  parameters,
  notices: {
    short: (count, features) =>
      `${count === 1 ? "1 line has" : `${count} lines have`} less than three vertices and ${count === 1 ? "is" : "are"} left out; features: ${features}.`,
  },
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open: () => (feature, out) => {
    const { source } = feature;
    out.write((builder) => {
      builder.beginFeature(Kind.MultiPolygon);
      for (const ring of ringsOf(source)) {
        if (ring.to - ring.from > 2) addRing(builder, source.column, ring, Kind.Polygon);
        else feature.note("short");
      }
      builder.endFeature();
    });
  },
};
