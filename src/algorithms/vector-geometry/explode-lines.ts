import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import type { FeatureSink } from "../runners/feature-sink.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { addVertexOf, ringsOf } from "./rings.ts";

const parameters = { input: layer({ doc: "Lines" }) };

export const explodeLines: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "explodeLines",
  id: "native:explodelines",
  title: "Explode lines",
  group: "Vector geometry",
  doc:
    "A feature for each segment of a line, from vertex to vertex, with its attributes repeated; a vertex that is repeated " +
    "makes a segment without length. A feature without geometry or with an empty one stays as it is.",
  tags: ["segments", "parts", "split"],
  example: "%explode-lines roads --as segments",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open:
    () =>
    ({ source }, out) => {
      const { column, index } = source;
      if (column.geomOffsets[index] === column.geomOffsets[index + 1]) out.keep();
      for (const { from, to } of ringsOf(source)) {
        for (let vertex = from + 1; vertex < to; vertex++) addSegment(out, column, vertex);
      }
    },
};

/** The segment that ends at a vertex. */
function addSegment(out: FeatureSink, column: GeometryColumn, vertex: number): void {
  out.write((builder) => {
    builder.beginFeature(Kind.LineString);
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    addVertexOf(builder, column, vertex - 1);
    addVertexOf(builder, column, vertex);
    builder.endFeature();
  });
}
