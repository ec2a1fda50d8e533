import { Kind } from "../../geometry/column.ts";
import { distance } from "../../schema/types/distance.ts";
import { integer } from "../../schema/types/integer.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf } from "../setup.ts";
import type { FeatureAlgorithm } from "../shapes.ts";
import { type Grow, growBy, warnOfStretching } from "./grow-by.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  rings: integer({ default: 1, min: 1, max: 100_000, doc: "How many" }),
  distance: distance({ default: 1, doc: "From one to the next, such as 500m; a bare number is in layer units" }),
};

/** Of a quarter circle, as in QGIS. */
const SEGMENTS = 40;

export const multiRingBuffer: FeatureAlgorithm<typeof parameters> = {
  shape: "feature",
  name: "multiRingBuffer",
  id: "native:multiringconstantbuffer",
  title: "Multi-ring buffer (constant distance)",
  group: "Vector geometry",
  doc:
    "Rings around every feature, one around the other: the first has the feature in it, each next one is what lies between two " +
    "distances. Each is a multi-polygon with the feature's attributes, its number in ringId (from 1) and its outer distance, in metres where it was given on the ground, else in layer units. " +
    "A bare number is in layer units; a length such as 500m is measured on the ground, on layers in degrees too. A feature without geometry is left out.",
  tags: ["buffer", "grow", "multiple", "rings", "distance", "donut", "isochrone"],
  example: "%multi-ring-buffer places --rings 3 --distance 20km --as rings",
  parameters,
  multi: Kind.MultiPolygon,
  leavesOutNull: true,
  fields: () => [
    { name: "ringId", type: "integer" },
    { name: "distance", type: "number" },
  ],
  warn: (setup, feedback) => warnOfStretching(inputOf(setup, "input"), setup.values, feedback),
  open(setup, tools) {
    const { engine } = tools;
    const { rings, distance: step } = setup.values;
    const sizes = Array.from({ length: rings }, (_, i) => {
      const count = i + 1;
      return step.in === "ground"
        ? ({ in: "ground", metres: step.metres * count } as const)
        : ({ in: "layer", value: step.value * count } as const);
    });
    const grows = sizes.map((size) => growBy(inputOf(setup, "input"), { ...ROUND, distance: size }, tools));
    return ({ geometry, share }, out) => {
      let before: ReturnType<Grow> | undefined;
      grows.forEach((grow, i) => {
        const size = sizes[i]!;
        const grown = grow(geometry, (fraction) => share((i + fraction) / rings));
        const values = [i + 1, size.in === "ground" ? size.metres : size.value];
        out.add(before === undefined ? grown : engine.symmetricDifference(grown, before), values);
        before = grown;
        share((i + 1) / rings);
      });
    };
  },
};

const ROUND = { segments: SEGMENTS, endCapStyle: "round", joinStyle: "round", miterLimit: 2 } as const;
