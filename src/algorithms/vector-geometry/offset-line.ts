import { toLayerUnits } from "../../crs/distance.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import { choice } from "../../schema/types/choice.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { checkKinds } from "../check-kinds.ts";
import { addPartsOfKind, partsAsFeatures } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  distance: distance({ default: 10, doc: "To the left of lines, to the right if negative, such as 20m" }),
  segments: integer({ default: 8, min: 1, doc: "Segments in a quarter circle at round corners" }),
  joinStyle: choice(["round", "miter", "bevel"], { default: "round", doc: "How corners are made" }),
  miterLimit: number({ default: 2, min: 1, doc: "How far pointed corners may reach, in distances" }),
};

export const offsetLine: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "offsetLine",
  id: "native:offsetline",
  title: "Offset lines",
  group: "Vector geometry",
  doc:
    "A line beside every line, each part by itself. What would lie nearer than the distance to another " +
    "piece of the line is left out; a line of which nothing is left loses its geometry, with a warning. Attributes are kept. It " +
    "needs the engine geos.",
  tags: ["offset", "linestring", "parallel", "beside"],
  example: "%offset-line roads --distance 0.1 --as beside",
  parameters,
  notices: {
    nothing: (count, features) =>
      `Nothing is left beside ${count === 1 ? "1 line" : `${count} lines`}; features without geometry: ${features}.`,
  },
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open(setup, { engine }) {
    const { geometry, crs } = inputOf(setup, "input");
    const parts = partsAsFeatures(geometry);
    const { segments, joinStyle, miterLimit } = setup.values;
    const offset = toLayerUnits(setup.values.distance, crs);
    return (feature, out) => {
      const pieces = new GeometryBuilder();
      for (let part = geometry.geomOffsets[feature.index]!; part < geometry.geomOffsets[feature.index + 1]!; part++) {
        const line = engine.offsetCurve(engine.read(parts, part), offset, { segments, joinStyle, miterLimit });
        engine.write(line, pieces);
      }
      const column = pieces.finish();
      const together = { ...column, length: 1, geomOffsets: Uint32Array.of(0, column.partKinds.length) };
      if (column.partKinds.length === 1 && feature.kind === Kind.LineString) out.addFrom(partsAsFeatures(column), 0);
      else if (column.partKinds.length > 0)
        out.write((builder) => addPartsOfKind(builder, together, 0, Kind.LineString));
      else {
        feature.note("nothing");
        out.addNull();
      }
    };
  },
};
