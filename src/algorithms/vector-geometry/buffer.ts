import { crsInfo } from "../../crs/crs.ts";
import { toLayerUnits } from "../../crs/distance.ts";
import { Kind } from "../../geometry/column.ts";
import type { Feedback } from "../../feedback.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choice } from "../../schema/types/choice.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { inputOf, type Setup, type Tools } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { openGroundBuffer } from "./geodesic-buffer.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  distance: distance({ default: 10, doc: "Such as 500m; a bare number is in layer units" }),
  segments: integer({ default: 5, min: 1, doc: "Line segments to a quarter circle, 1 or more" }),
  endCapStyle: choice(["round", "flat", "square"], { default: "round", doc: "How the ends of lines look" }),
  joinStyle: choice(["round", "miter", "bevel"], { default: "round", doc: "How corners look" }),
  miterLimit: number({ default: 2, min: 1, doc: "How far a mitred corner may stick out, in distances" }),
  dissolve: boolean({ doc: "Unite everything into one feature" }),
};
type Values = ValuesOf<typeof parameters>;

export const buffer: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "buffer",
  id: "native:buffer",
  title: "Buffer",
  group: "Vector geometry",
  doc:
    "Grows every feature by a distance, or shrinks polygons by a negative one; the result is multi-polygons with the " +
    "attributes of the input. A bare number is in layer units. A length such as 500m is measured on the ground: on a " +
    "layer in degrees it is right to 0.1 % wherever the feature lies, across the antimeridian and the poles too. A " +
    "polygon swallowed by a negative distance becomes empty. With dissolve, everything becomes one feature, which has " +
    "the attributes of the first.",
  tags: ["buffer", "grow", "shrink", "distance", "zone", "catchment"],
  example: "%buffer countries --distance 50km --as near",
  parameters,
  leastBytes,
  multi: Kind.MultiPolygon,
  unites: ({ dissolve }) => dissolve,
  open(setup, tools) {
    const grow = growBy(inputOf(setup, "input"), setup.values, tools);
    return ({ geometry, share }, out) => out.add(grow(geometry, share));
  },
  warn: (setup, feedback) => warnOfStretching(inputOf(setup, "input"), setup.values, feedback),
};

/** Neither engine makes more of a circle: neighbouring vertices fall together. */
const MOST_VERTICES = 4_000_000;
const BYTES_A_VERTEX = 16;

/** Around each feature the result turns once. */
function leastBytes({ inputs, values }: Setup<typeof parameters>): number {
  const { distance: size, segments, endCapStyle, joinStyle, dissolve } = values;
  const grows = (size.in === "ground" ? size.metres : size.value) > 0;
  if (!grows || dissolve || endCapStyle !== "round" || joinStyle !== "round") return 0;
  const features = inputs["input"]?.geometry.kinds.filter((kind) => kind !== Kind.Null).length ?? 0;
  return features * Math.min(4 * segments, MOST_VERTICES) * BYTES_A_VERTEX;
}

type Grow = (geometry: EngineGeometry, share: (fraction: number) => void) => EngineGeometry;

/** The planar buffer, or the one on the ellipsoid for a length on the ground and a layer in degrees. */
function growBy(data: LayerData, values: Values, { engine, feedback }: Tools): Grow {
  const { distance: length, segments, endCapStyle, joinStyle, miterLimit } = values;
  const options = { segments, endCapStyle, joinStyle, miterLimit };
  if (length.in === "ground" && crsInfo(data.crs).geographic) {
    return openGroundBuffer(length.metres, options, data.crs, { engine, feedback });
  }
  const size = toLayerUnits(length, data.crs);
  return (geometry) => engine.buffer(geometry, size, options);
}

/** Web Mercator's metres are not metres on the ground; a length in metres there surprises people. */
function warnOfStretching(data: LayerData, values: Values, feedback: Feedback): void {
  if (values.distance.in !== "ground" || data.crs !== "EPSG:3857") return;
  feedback.log(
    "warning",
    "EPSG:3857 stretches lengths away from the equator (twice at 60 degrees), and this buffer with them. " +
      "Reproject the layer to EPSG:4326 first for a distance that is right on the ground.",
  );
}
