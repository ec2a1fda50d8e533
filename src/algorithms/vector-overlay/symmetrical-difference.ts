import { Kind } from "../../geometry/column.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { checkDimensions } from "./check-dimensions.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { overlaidFields } from "./overlaid-fields.ts";
import { addRemainder } from "./overlay-steps.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Points, lines or polygons" }),
  overlay: layer({ validity: "valid", doc: "Features of the same kind" }),
  overlayFieldsPrefix: text({ optional: true, doc: "Goes before the names of the overlay's fields" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const symmetricalDifference: PairAlgorithm<Table> = {
  shape: "pair",
  name: "symmetricalDifference",
  id: "native:symmetricaldifference",
  title: "Symmetrical difference",
  group: "Vector overlay",
  doc:
    "What lies in one of both layers alone: first what the overlay leaves of the input's features, then what the input " +
    "leaves of the overlay's. There are the fields of both, and those of the other layer are null. Features of which " +
    "nothing is left are left out; those without geometry stay. The result is multi-part.",
  tags: ["overlay", "xor", "difference", "either", "not"],
  example: "%symmetrical-difference countries --overlay near --overlay-fields-prefix near_ --as either",
  parameters,
  with: "overlay",
  multi: Kind.GeometryCollection,
  prepare: (setup) =>
    checkDimensions("symmetricalDifference", inputOf(setup, "input").geometry, inputOf(setup, "overlay").geometry),
  layout: (setup) => resultFields(setup).layout,
  open:
    (_, { engine }) =>
    (feature, near, out) =>
      addRemainder(feature, { near, engine, out }),
  openBack(setup, { engine }) {
    const { valuesOf } = resultFields(setup);
    return (feature, near, out) => addRemainder(feature, { near, engine, out }, valuesOf(feature.index));
  },
};

function resultFields(setup: Setup<Table>) {
  return overlaidFields(setup, { prefix: setup.values.overlayFieldsPrefix });
}
