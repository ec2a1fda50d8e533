import { featureArea, featureLength } from "../../geometry/measures.ts";
import { type AttributeValue, valueAt } from "../../layers/attributes.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choice } from "../../schema/types/choice.ts";
import { choices } from "../../schema/types/choices.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { output } from "../../schema/types/output.ts";
import { text } from "../../schema/types/text.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import { type JoinedField, joinedFields, madeOf } from "../../layers/joined-fields.ts";
import type { FeatureRef } from "../runners/feature-ref.ts";
import type { OtherFeature } from "../runners/others.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { MAX_DEVIATION } from "../vector-overlay/max-deviation.ts";
import { columnOf } from "../vector-overlay/union-around.ts";
import { isRelated } from "../vector-selection/predicates.ts";

/** QGIS's, in its order. */
export const PREDICATES = ["intersect", "contain", "equal", "touch", "overlap", "within", "cross"] as const;

const parameters = {
  input: layer({ validity: "valid", doc: "Features that get attributes" }),
  join: layer({ validity: "valid", doc: "Features whose attributes they get" }),
  predicate: choices(PREDICATES, {
    default: ["intersect"],
    doc: "How a feature must be related to the other; one of several is enough",
  }),
  joinFields: fields({ of: "join", doc: "Fields of the other layer to copy; all if none is named" }),
  method: choice(["one-to-many", "first", "largest-overlap"], {
    default: "one-to-many",
    doc: "A result for each match, or one with the first match or with the one that covers most",
  }),
  discardNonmatching: boolean({ doc: "Leave out features without a match" }),
  prefix: text({ optional: true, doc: "Goes before the names of the copied fields" }),
  restAs: output({ qgis: "NON_MATCHING", doc: "Name of a layer of the features without a match" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const joinAttributesByLocation: PairAlgorithm<Table> = {
  shape: "pair",
  name: "joinAttributesByLocation",
  id: "native:joinattributesbylocation",
  title: "Join attributes by location",
  group: "Vector general",
  doc:
    "Features with the attributes of those of another layer that they are related to, in the order of the input, and where " +
    "one has several in the order of the other layer. Features without a match have nulls there. The largest overlap is that " +
    "with the largest area, or with the greatest length where there is none; of equal ones the first.",
  tags: ["join", "spatial", "sjoin", "intersects", "within", "contains", "location"],
  example: "%join-attributes-by-location places --join countries --predicate within --join-fields name --as placed",
  parameters,
  with: "join",
  others: ["rest"],
  fields: (setup) => madeOf(copied(setup)),
  open(setup, { engine }) {
    const joined = copied(setup);
    const { columns } = inputOf(setup, "join");
    const { predicate, method, discardNonmatching } = setup.values;
    const isMatch = (feature: FeatureRef, other: OtherFeature): boolean =>
      predicate.some((one) => isRelated(one, feature.geometry, other, engine));
    const choose = (feature: FeatureRef, near: readonly OtherFeature[]): readonly OtherFeature[] => {
      if (method === "first") return firstOf(near, (other) => isMatch(feature, other));
      const matches = near.filter((other) => isMatch(feature, other));
      return method === "largest-overlap" ? largest(feature, matches, engine) : matches;
    };
    return (feature, near, out) => {
      const chosen = choose(feature, near);
      for (const { index } of chosen)
        out.keep(joined.map(({ field, at }): AttributeValue => valueAt(columns[at]!, field, index)));
      if (chosen.length > 0) return;
      if (!discardNonmatching) out.keep();
      out.to("rest").keep();
    };
  },
};

function copied(setup: Setup<Table>): readonly JoinedField[] {
  const { joinFields: names, prefix } = setup.values;
  return joinedFields(inputOf(setup, "input").fields, inputOf(setup, "join").fields, { names, prefix });
}

function firstOf<T>(items: readonly T[], isWanted: (item: T) => boolean): readonly T[] {
  const at = items.findIndex(isWanted);
  return at < 0 ? [] : items.slice(at, at + 1);
}

/** The one of the matches that has most in common with the feature. */
function largest(
  feature: FeatureRef,
  matches: readonly OtherFeature[],
  engine: GeometryEngine,
): readonly OtherFeature[] {
  const [first, ...more] = matches;
  if (first === undefined || more.length === 0) return matches;
  const sizeOf = ({ geometry }: OtherFeature): readonly [number, number] => {
    const common = columnOf(engine.intersection(feature.geometry, geometry), engine);
    return [featureArea(common, 0), featureLength(common, 0)];
  };
  let [best, [area, length]] = [first, sizeOf(first)];
  for (const other of more) {
    const [itsArea, itsLength] = sizeOf(other);
    if (itsArea > area || (itsArea === area && itsLength > length)) [best, area, length] = [other, itsArea, itsLength];
  }
  return [best];
}
