import { didYouMean } from "../../layers/near-names.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import { readObjects } from "../given-objects.ts";
import { plainName } from "../names.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";
import { fieldTypeOf } from "./field-mapping.ts";

/** QGIS's, by its names. */
export const AGGREGATES = [
  "first_value",
  "last_value",
  "count",
  "count_distinct",
  "count_missing",
  "sum",
  "mean",
  "median",
  "stdev",
  "minimum",
  "maximum",
  "range",
  "minority",
  "majority",
  "q1",
  "q3",
  "iqr",
  "min_length",
  "max_length",
  "concatenate",
  "concatenate_unique",
] as const;

export type AggregateName = (typeof AGGREGATES)[number];

/** One field of a group's row: how what an expression gives for the members becomes one value. */
export interface Aggregate {
  readonly name: string;
  readonly aggregate: AggregateName;
  /** In the expression language. */
  readonly input: string;
  /** Between texts that are put together. */
  readonly delimiter: string;
  readonly type: FieldType | undefined;
}

/** The fields of a group's row; QGIS's own list of them is taken as it is. */
export function aggregates<const S extends Stated<readonly object[]>>(stated: S) {
  return parameter(AGGREGATE_LIST, stated);
}

const AGGREGATE_LIST: ParameterType<readonly Aggregate[]> = plainType({
  id: "aggregates",
  parse,
  typescript: (from) => `readonly ${from}AggregateInput[]`,
  argument: { type: "text", typeText: "{[{ name, aggregate, input, delimiter?, type? }, …]}" },
  toMagic: (given, at) => parse(given, at),
  sample: `{[{ name: "n", aggregate: "count", input: "$id" }]}`,
});

function parse(given: unknown, at: Parsing): readonly Aggregate[] {
  return readObjects(given, at, "{ name, aggregate, input, delimiter?, type? }").map((object) => ({
    name: object.text("name"),
    aggregate: aggregateNamed(object.text("aggregate"), at),
    input: object.text("input"),
    delimiter: object.optional("delimiter") ?? ",",
    type: fieldTypeOf(object.optional("type_name") ?? object.optional("type"), at),
  }));
}

function aggregateNamed(given: string, at: Parsing): AggregateName {
  const found = AGGREGATES.find((name) => plainName(name) === plainName(given));
  if (found !== undefined) return found;
  throw at.refuse(
    `has the aggregate "${given}"; expected one of ${AGGREGATES.join(", ")}.${didYouMean(given, AGGREGATES)}`,
  );
}

export const aggregatesFamily: TypeFamily = {
  id: "aggregates",
  members: "",
  value:
    "readonly { readonly name: string; readonly aggregate: string; readonly input: string; readonly delimiter: string; readonly type: string | undefined }[]",
  given: "readonly AggregateInput[]",
  define: (definition) => aggregates(definition.stated()),
};
