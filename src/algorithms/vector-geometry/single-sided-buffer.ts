import { toLayerUnits } from "../../crs/distance.ts";
import { Kind } from "../../geometry/column.ts";
import { choice } from "../../schema/types/choice.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { checkKinds } from "../check-kinds.ts";
import { addPartsOfKind, hasPartsOfKind, partsAsFeatures } from "../parts.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  distance: distance({ default: 10, min: 0, doc: "Such as 20m; a bare number is in layer units" }),
  side: choice(["left", "right"], { default: "left", doc: "Of the lines, in the direction in which they run" }),
  segments: integer({ default: 8, min: 1, doc: "Line segments to a quarter circle at round corners" }),
  joinStyle: choice(["round", "miter", "bevel"], { default: "round", doc: "How corners look" }),
  miterLimit: number({ default: 2, min: 1, doc: "How far a mitred corner may stick out, in distances" }),
};

export const singleSidedBuffer: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "singleSidedBuffer",
  id: "native:singlesidedbuffer",
  title: "Single sided buffer",
  group: "Vector geometry",
  doc:
    "The area on one side of each line, each part by itself, so that areas of parts may overlap. The result is " +
    "multi-polygons; attributes are kept. On a layer in degrees a distance in metres is converted along the equator. It needs the engine geos.",
  tags: ["buffer", "one-sided", "rectangle", "side", "verge"],
  example: "%single-sided-buffer roads --distance 0.1 --side right --as verge",
  parameters,
  multi: Kind.MultiPolygon,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open(setup, { engine }) {
    const { geometry, crs } = inputOf(setup, "input");
    const { side, segments, joinStyle, miterLimit } = setup.values;
    const options = { segments, joinStyle, miterLimit, endCapStyle: "flat" } as const;
    const size = toLayerUnits(setup.values.distance, crs) * (side === "left" ? 1 : -1);
    const lines = partsAsFeatures(geometry);
    return (feature, out) => {
      const pieces = new GeometryBuilder();
      for (let part = geometry.geomOffsets[feature.index]!; part < geometry.geomOffsets[feature.index + 1]!; part++) {
        const beside = engine.singleSidedBuffer(engine.read(lines, part), size, options);
        engine.write(beside, pieces);
      }
      const column = pieces.finish();
      const together = { ...column, length: 1, geomOffsets: Uint32Array.of(0, column.partKinds.length) };
      if (hasPartsOfKind(together, 0, Kind.Polygon))
        out.write((builder) => addPartsOfKind(builder, together, 0, Kind.Polygon));
      else
        out.write((builder) => {
          builder.beginFeature(Kind.MultiPolygon);
          builder.endFeature();
        });
    };
  },
};
