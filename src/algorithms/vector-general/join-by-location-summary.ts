import type { Field } from "../../layers/layer-data.ts";
import { boolean } from "../../schema/types/boolean.ts";
import { choices } from "../../schema/types/choices.ts";
import { fields } from "../../schema/types/fields.ts";
import { layer } from "../../schema/types/layer.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { PairAlgorithm } from "../shapes.ts";
import { descriptionOf } from "../vector-analysis/field-description.ts";
import { MAX_DEVIATION } from "../vector-overlay/max-deviation.ts";
import { isRelated } from "../vector-selection/predicates.ts";
import { PREDICATES } from "./join-attributes-by-location.ts";

const SUMMARIES = [
  "count",
  "unique",
  "min",
  "max",
  "range",
  "sum",
  "mean",
  "median",
  "stddev",
  "minority",
  "majority",
  "q1",
  "q3",
  "iqr",
  "empty",
  "filled",
  "min_length",
  "max_length",
  "mean_length",
] as const;

const parameters = {
  input: layer({ validity: "valid", doc: "Features that get attributes" }),
  join: layer({ validity: "valid", doc: "Features whose attributes are summed up" }),
  predicate: choices(PREDICATES, {
    default: ["intersect"],
    doc: "How a feature must be related to the other; one of several is enough",
  }),
  joinFields: fields({ of: "join", doc: "Fields of the other layer to sum up; all if none is named" }),
  summaries: choices(SUMMARIES, { default: ["count"], doc: "What is told of each field, as far as its type has it" }),
  discardNonmatching: boolean({ doc: "Leave out features without a match" }),
  maxDeviation: MAX_DEVIATION,
};
type Table = typeof parameters;

export const joinByLocationSummary: PairAlgorithm<Table> = {
  shape: "pair",
  name: "joinByLocationSummary",
  id: "qgis:joinbylocationsummary",
  title: "Join attributes by location (summary)",
  group: "Vector general",
  doc:
    "Features with statistics of those of another layer that they are related to: for each field and summary a field such as " +
    "population_sum. Numbers have count, unique, min, max, range, sum, mean, median, stddev (of the population), minority, majority, q1, q3 and iqr; " +
    "text has count, unique, empty, filled, min, max and lengths; dates the first six of these. Features without a match have nulls there.",
  tags: ["join", "spatial", "summary", "aggregate", "statistics", "sum", "mean", "count", "location"],
  example:
    "%join-by-location-summary countries --join places --join-fields population --summaries sum,mean --as totals",
  parameters,
  with: "join",
  fields: (setup) => summed(setup).flatMap((one) => one.fields),
  open(setup, { engine }) {
    const { predicate, discardNonmatching } = setup.values;
    const described = summed(setup);
    return (feature, near, out) => {
      const rows = near
        .filter((other) => predicate.some((one) => isRelated(one, feature.geometry, other, engine)))
        .map(({ index }) => index);
      if (rows.length > 0) out.keep(described.flatMap(({ describe }) => describe(rows)));
      else if (!discardNonmatching) out.keep();
    };
  },
};

interface Summed {
  readonly fields: readonly Field[];
  readonly describe: (rows: readonly number[]) => readonly (number | string | null)[];
}

/** What is told of each of the other layer's fields. */
function summed(setup: Setup<Table>): readonly Summed[] {
  const join = inputOf(setup, "join");
  const { joinFields, summaries } = setup.values;
  const wanted = new Set<string>(summaries);
  const names = joinFields.length === 0 ? join.fields.map(({ name }) => name) : joinFields;
  return names.map((name) => {
    const description = descriptionOf(join, name);
    const positions = [...description.fields.keys()].filter((at) => wanted.has(description.fields[at]!.name));
    return {
      fields: positions.map((at) => {
        const { name: summary, type } = description.fields[at]!;
        return { name: `${name}_${summary}`, type };
      }),
      describe: (rows) => {
        const all = description.describe(rows);
        // the sum of no values is 0, as in QGIS
        return positions.map((at) => all[at] ?? (description.fields[at]!.name === "sum" ? 0 : null));
      },
    };
  });
}
