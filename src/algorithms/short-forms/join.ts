import { SpatialError } from "../../errors.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choice } from "../../schema/types/choice.ts";
import { choices } from "../../schema/types/choices.ts";
import { fields } from "../../schema/types/fields.ts";
import { output } from "../../schema/types/output.ts";
import { table } from "../../schema/types/table.ts";
import { text } from "../../schema/types/text.ts";
import type { GivenByName, LongCall, ShortForm } from "../short-form.ts";
import { PREDICATES } from "../vector-selection/predicates.ts";

const parameters = {
  input: table({ validity: "valid", doc: "Features or rows that get attributes" }),
  join: table({ validity: "valid", doc: "Features or rows whose attributes they get" }),
  on: text({
    optional: true,
    doc: "The field that both have, or FIELD=FIELD of the other; then rows are joined by it",
  }),
  predicate: choices(PREDICATES, {
    optional: true,
    doc: "How a feature must be related to the other on the ground; one of several is enough",
  }),
  joinFields: fields({ of: "join", doc: "Fields of the other layer to copy; all if none is named" }),
  method: choice(["one-to-many", "first", "largest-overlap"], {
    optional: true,
    doc: "A result for each match, or one with the first or with the one that covers most; first by field, else one-to-many",
  }),
  discardNonmatching: boolean({ doc: "Leave out features without a match" }),
  prefix: text({ optional: true, doc: "Goes before the names of the copied fields" }),
  restAs: output({ qgis: "NON_MATCHING", doc: "Name of a layer of the features without a match" }),
};

export const join: ShortForm<typeof parameters> = {
  shape: "short",
  name: "join",
  id: "join",
  shortFor: ["native:joinattributestable", "native:joinattributesbylocation"],
  title: "Join attributes",
  group: "Short names",
  doc: "Features with the attributes of those of another layer or table that have the same value in a field (--on), or lie so to them (--predicate). Short for join attributes by field value and by location.",
  tags: ["merge", "sjoin", "lookup", "attribute", "table", "location", "left", "inner"],
  example: "%join places --join countries --predicate within --join-fields name --as placed",
  parameters,
  others: ["rest"],
  long,
};

function long({ on, predicate, ...given }: GivenByName): LongCall {
  const byField = on !== undefined && on !== null && on !== "";
  const byPlace = predicate !== undefined && predicate !== null;
  if (byField === byPlace) {
    const what = byField ? "has both --on and --predicate; give one of them" : "needs --on FIELD, or --predicate";
    throw new SpatialError("BAD_ARGUMENT", `join ${what}. Examples: %join cities countries --on iso; ${join.example}`);
  }
  if (!byField) return { algorithm: "joinAttributesByLocation", given: { ...given, predicate } };
  const { join: input2, joinFields: fieldsToCopy, method, ...others } = given;
  if (method === "largest-overlap" || method === 2)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `join: method is "largest-overlap", which is for --predicate; by field it is one-to-many or first.`,
    );
  const [field = "", field2 = field] = (typeof on === "string" ? on : "").split("=", 2).map((name) => name.trim());
  return {
    algorithm: "joinAttributesTable",
    given: { ...others, input2, field, field2, fieldsToCopy, method: method ?? "first" },
  };
}
