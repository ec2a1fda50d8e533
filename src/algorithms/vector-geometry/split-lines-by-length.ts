import { toLayerUnits } from "../../crs/distance.ts";
import { SpatialError } from "../../errors.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import type { FeatureSink } from "../runners/feature-sink.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { MeasuredRing } from "./measured-ring.ts";
import { type Ring, ringsOf } from "./rings.ts";

const parameters = {
  input: layer({ doc: "Lines" }),
  length: distance({
    default: 10,
    min: 0,
    doc: "Of the pieces at most, such as 500m; a bare number is in layer units",
  }),
};

/** More make a layer that no machine shows; a mistake in the length is likelier. */
const MOST_PIECES = 50_000_000;

export const splitLinesByLength: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "splitLinesByLength",
  id: "native:splitlinesbylength",
  title: "Split lines by maximum length",
  group: "Vector geometry",
  doc:
    "Lines cut into pieces of a length, each part by itself from its beginning; the last piece of each is what is left. A result " +
    "has one part and the attributes of its line. On a layer in degrees a length in metres is converted along the equator.",
  tags: ["segments", "parts", "distance", "cut", "chop", "pieces"],
  example: "%split-lines-by-length roads --length 1 --as pieces",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString]),
  open(setup, { feedback }) {
    const size = toLayerUnits(setup.values.length, inputOf(setup, "input").crs);
    if (!(size > 0))
      throw new SpatialError("BAD_ARGUMENT", "splitLinesByLength: length is 0; give one above 0, such as 500m.");
    return ({ source, index }, out) => {
      let isEmpty = true;
      for (const ring of ringsOf(source)) {
        isEmpty = false;
        const measured = new MeasuredRing(source.column, ring);
        const count = Math.max(1, Math.ceil(measured.length / size));
        if (count > MOST_PIECES)
          throw new SpatialError(
            "BAD_ARGUMENT",
            `splitLinesByLength: feature ${index} would have more than ${MOST_PIECES} pieces; give a larger length.`,
          );
        for (let piece = 0; piece < count; piece++) {
          if (piece % 1000 === 0) feedback.throwIfCanceled();
          if (count === 1) addWhole(out, source.column, ring);
          else addPiece(out, measured, [piece * size, (piece + 1) * size]);
        }
      }
      if (isEmpty) out.addNull();
    };
  },
};

function addWhole(out: FeatureSink, column: GeometryColumn, { from, to }: Ring): void {
  addLine(out, (builder) => builder.addVertices(column.xy, from, to, column));
}

function addPiece(out: FeatureSink, measured: MeasuredRing, [start, end]: readonly [number, number]): void {
  addLine(out, (builder) => measured.addBetween(builder, start, end));
}

type Fill = Parameters<FeatureSink["write"]>[0];

function addLine(out: FeatureSink, fill: Fill): void {
  out.write((builder) => {
    builder.beginFeature(Kind.LineString);
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    fill(builder);
    builder.endFeature();
  });
}
