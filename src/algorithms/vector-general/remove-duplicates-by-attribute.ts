import { SpatialError } from "../../errors.ts";
import { fields } from "../../schema/types/fields.ts";
import { output } from "../../schema/types/output.ts";
import { table } from "../../schema/types/table.ts";
import { groupFeatures } from "../groups.ts";
import { inputOf } from "../setup.ts";
import type { RowsAlgorithm } from "../shapes.ts";

const parameters = {
  input: table({ doc: "Features of any kind, or rows" }),
  fields: fields({ doc: "Fields whose values, together, must differ" }),
  restAs: output({ qgis: "DUPLICATES", doc: "Name of a layer of the features that are left out" }),
};

export const removeDuplicatesByAttribute: RowsAlgorithm<typeof parameters, Uint32Array> = {
  shape: "rows",
  name: "removeDuplicatesByAttribute",
  id: "native:removeduplicatesbyattribute",
  title: "Delete duplicates by attribute",
  group: "Vector general",
  doc:
    "The first of all features that have the same values in some fields, as they are and in their order; the others may go to a layer of their " +
    "own. Null is a value, too.",
  tags: ["drop", "remove", "unique", "distinct", "duplicates", "deduplicate", "filter"],
  example: "%remove-duplicates-by-attribute countries --fields continent --as one-each --rest-as others",
  parameters,
  others: ["rest"],
  fields: (setup) => inputOf(setup, "input").fields.map(({ name, type }, from) => ({ name, type, from })),
  prepare(setup) {
    if (setup.values.fields.length === 0)
      throw new SpatialError("BAD_ARGUMENT", "removeDuplicatesByAttribute: fields is empty; name at least one field.");
    return Uint32Array.from(groupFeatures(inputOf(setup, "input"), setup.values.fields).firsts);
  },
  open: (_setup, _tools, firsts) => (start, end) => ({ rows: firsts.filter((row) => row >= start && row < end) }),
};
