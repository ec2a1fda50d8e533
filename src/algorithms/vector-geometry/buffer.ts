import { Kind } from "../../geometry/column.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choice } from "../../schema/types/choice.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { number } from "../../schema/types/number.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { growBy, warnOfStretching } from "./grow-by.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  distance: distance({ default: 10, doc: "Such as 500m; a bare number is in layer units" }),
  segments: integer({ default: 5, min: 1, doc: "Line segments to a quarter circle, 1 or more" }),
  endCapStyle: choice(["round", "flat", "square"], { default: "round", doc: "How the ends of lines look" }),
  joinStyle: choice(["round", "miter", "bevel"], { default: "round", doc: "How corners look" }),
  miterLimit: number({ default: 2, min: 1, doc: "How far a mitred corner may stick out, in distances" }),
  dissolve: boolean({ doc: "Unite everything into one feature" }),
};

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
