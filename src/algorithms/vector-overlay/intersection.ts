import { Kind } from "../../geometry/column.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { text } from "../../schema/types/text.ts";
import type { Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "./max-deviation.ts";
import { overlaidFields } from "./overlaid-fields.ts";
import { addIntersections } from "./overlay-steps.ts";

const parameters = {
  input: layer({ validity: "valid", doc: "Features of any kind" }),
  overlay: layer({ validity: "valid", doc: "Features to intersect them with" }),
  inputFields: fields({ doc: "Fields of the input to keep; all if none is named" }),
  overlayFields: fields({ of: "overlay", doc: "Fields of the overlay to add; all if none is named" }),
  overlayFieldsPrefix: text({ optional: true, doc: "Goes before the names of the overlay's fields" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const intersection: PairAlgorithm<Table> = {
  shape: "pair",
  name: "intersection",
  id: "native:intersection",
  title: "Intersection",
  group: "Vector overlay",
  doc:
    "What features of the input have in common with each of the overlay's, with the attributes of both: a result for " +
    "each two that meet, those of one feature in the order of the overlay. It has the dimension of the input: what meets " +
    "in less is left out. A field of the overlay whose name there is already gets a number: name_2. The result is multi-part.",
  tags: ["overlay", "intersect", "common", "cut", "and"],
  example: "%intersection countries --overlay near --overlay-fields name --as common",
  parameters,
  with: "overlay",
  multi: Kind.GeometryCollection,
  layout: (setup) => resultFields(setup).layout,
  open(setup, { engine }) {
    const { valuesOf } = resultFields(setup);
    return (feature, near, out) => addIntersections(feature, { near, engine, out }, valuesOf);
  },
};

function resultFields(setup: Setup<Table>) {
  const { inputFields, overlayFields: names, overlayFieldsPrefix: prefix } = setup.values;
  return overlaidFields(setup, { names, prefix }, inputFields);
}
