import { toLayerUnits } from "../../crs/distance.ts";
import { SpatialError } from "../../errors.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { AttributeValue } from "../../layers/attributes.ts";
import { distance } from "../../schema/types/distance.ts";
import { layer } from "../../schema/types/layer.ts";
import { checkKinds } from "../check-kinds.ts";
import type { FeatureSink } from "../runners/feature-sink.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { MeasuredFeature } from "./measured-feature.ts";
import { addSpot, type Spot } from "./measured-ring.ts";

const parameters = {
  input: layer({ doc: "Lines or polygons" }),
  distance: distance({
    default: 1,
    min: 0,
    doc: "From one point to the next, such as 500m; a bare number is in layer units",
  }),
  startOffset: distance({ default: 0, min: 0, doc: "Where the first one is" }),
  endOffset: distance({ default: 0, min: 0, doc: "How far before the end there is none" }),
};

/** More make a layer that no machine shows; a mistake in the distance is likelier. */
const MOST_POINTS = 50_000_000;

export const pointsAlongLines: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "pointsAlongLines",
  id: "native:pointsalonglines",
  title: "Points along geometry",
  group: "Vector geometry",
  doc:
    "Points at equal distances along each line, or along the outline of a polygon and then its holes, parts one behind the other, " +
    "with the attributes of the feature and: how far along it is, in layer units, and the direction of the line there, in " +
    "degrees clockwise from north. On a layer in degrees distances in metres are converted along the equator.",
  tags: ["create", "interval", "distance", "along", "equidistant", "milestones", "points"],
  example: "%points-along-lines roads --distance 0.5 --as milestones",
  parameters,
  prepare: (setup) => checkKinds("input", inputOf(setup, "input").geometry, [Kind.LineString, Kind.Polygon]),
  fields: () => [
    { name: "distance", type: "number" },
    { name: "angle", type: "number" },
  ],
  open(setup, { feedback }) {
    const { crs } = inputOf(setup, "input");
    const { values } = setup;
    const [step, start, end] = [values.distance, values.startOffset, values.endOffset].map((one) =>
      toLayerUnits(one, crs),
    ) as [number, number, number];
    return (feature, out) => {
      const path = new MeasuredFeature(feature.source);
      const last = path.length - end;
      if (step > 0 && (last - start) / step > MOST_POINTS)
        throw new SpatialError(
          "BAD_ARGUMENT",
          `pointsAlongLines: feature ${feature.index} would have more than ${MOST_POINTS} points; give a larger distance.`,
        );
      let count = 0;
      for (let at = start; at <= last; at += step) {
        if (++count % 1000 === 0) feedback.throwIfCanceled();
        const spot = path.at(at);
        if (spot !== undefined) addPointAt(out, feature.source.column, spot, [at, spot.angle]);
        if (step === 0) break;
      }
    };
  },
};

export function addPointAt(
  out: FeatureSink,
  column: GeometryColumn,
  spot: Spot,
  values?: readonly AttributeValue[],
): void {
  out.write((builder) => {
    builder.beginFeature(Kind.Point);
    builder.beginPart(Kind.Point);
    builder.beginRing();
    addSpot(builder, column, spot);
    builder.endFeature();
  }, values);
}
