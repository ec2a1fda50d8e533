import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { addRemainder } from "./overlay-steps.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  overlay: layer({ validity: "valid", doc: "What is taken away from them" }),
  maxDeviation: MAX_DEVIATION,
};

export const difference: PairAlgorithm<typeof parameters> = {
  shape: "pair",
  name: "difference",
  id: "native:difference",
  title: "Difference",
  group: "Vector overlay",
  doc:
    "What of the features of the input lies outside all of the overlay, with the input's attributes. Features of which " +
    "nothing is left are left out; those without geometry stay. The result is multi-part.",
  tags: ["overlay", "erase", "subtract", "minus", "not", "cut"],
  example: "%difference countries --overlay near --as outside",
  parameters,
  with: "overlay",
  multi: Kind.GeometryCollection,
  open:
    (_, { engine }) =>
    (feature, near, out) =>
      addRemainder(feature, { near, engine, out }),
};
