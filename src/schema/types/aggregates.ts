import { checkExpression } from "../../expressions/compile.ts";
import { AGGREGATE_WORDS, type AggregateName, aggregateNamed, shortAggregate } from "../../layers/aggregate-names.ts";
import type { FieldType } from "../../layers/layer-data.ts";
import { didYouMean } from "../../layers/near-names.ts";
import { readObjects } from "../given-objects.ts";
import { withName } from "../named-error.ts";
import { parameter, type Stated } from "../parameter.ts";
import { type ParameterType, type Parsing, plainType } from "../parameter-type.ts";
import type { TypeFamily } from "../type-family.ts";
import { fieldTypeOf } from "./field-mapping.ts";

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

/**
 * The fields of a group's row; QGIS's own list of them is taken as it is, and short ones: `pop=sum,names=join(name)`, in
 * a call `{ pop: "sum", names: "join(name)" }`.
 */
export function aggregates<const S extends Stated<readonly object[]>>(stated: S) {
  return parameter(AGGREGATE_LIST, stated);
}

const AGGREGATE_LIST: ParameterType<readonly Aggregate[]> = plainType({
  id: "aggregates",
  parse,
  typescript: (from) => `readonly ${from}AggregateInput[] | Readonly<Record<string, string>> | string`,
  argument: { type: "text", typeText: "FIELD=AGGREGATE or NAME=AGGREGATE(EXPRESSION), by comma" },
  toMagic: (given, at) => parse(given, at),
  sample: `{[{ name: "n", aggregate: "count", input: "$id" }]}`,
});

function parse(given: unknown, at: Parsing): readonly Aggregate[] {
  const short = shortEntries(given, at);
  const all = short?.map(([name, text]) => shortOne(name, text, at)) ?? listed(given, at);
  const layer = at.layer();
  if (layer !== undefined) withName(at.what, () => all.forEach(({ input }) => checkExpression(input, layer)));
  return all;
}

function listed(given: unknown, at: Parsing): readonly Aggregate[] {
  return readObjects(given, at, "{ name, aggregate, input, delimiter?, type? }").map((object) => ({
    name: object.text("name"),
    aggregate: aggregateOf(object.text("aggregate"), at),
    input: object.text("input"),
    delimiter: object.optional("delimiter") ?? ",",
    type: fieldTypeOf(object.optional("type_name") ?? object.optional("type"), at),
  }));
}

/** Undefined for QGIS's list of objects. */
function shortEntries(given: unknown, at: Parsing): readonly (readonly [name: string, text: string])[] | undefined {
  const [only] = Array.isArray(given) && given.length === 1 ? (given as readonly unknown[]) : [given];
  if (typeof only === "object" && only !== null && !Array.isArray(only) && !("aggregate" in only))
    return Object.entries(only).map(([name, text]) => [name, String(text)]);
  if (typeof only === "string" && only.trim().startsWith("[")) return undefined;
  const items: unknown = typeof only === "string" ? splitOutside(only) : given;
  if (!Array.isArray(items) || items.length === 0 || !items.every((item) => typeof item === "string")) return undefined;
  return items.map((item) => {
    const [, name, text] = /^\s*([^=]+?)\s*=\s*(.+)$/su.exec(item) ?? [];
    if (name !== undefined && text !== undefined) return [name, text];
    throw at.refuse(`has "${item}"; expected such as population=sum or people=sum(population)`);
  });
}

/** At commas that are in no brackets. */
function splitOutside(text: string): readonly string[] {
  const items = [""];
  let depth = 0;
  for (const character of text) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) items.push("");
    else items[items.length - 1] += character;
  }
  return items.filter((item) => item.trim() !== "");
}

function shortOne(name: string, text: string, at: Parsing): Aggregate {
  const short = shortAggregate(text);
  if (short === undefined) throw noAggregate(text.replace(/\(.*/su, ""), at);
  const fields = at.layer()?.fields;
  // how many there are needs no field
  const ofAll = short.aggregate === "count" && fields !== undefined && !fields.some((field) => field.name === name);
  const input = short.of ?? (ofAll ? "1" : quoted(name));
  return { name, aggregate: short.aggregate, input, delimiter: ",", type: undefined };
}

/** As an expression names a field. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function aggregateOf(given: string, at: Parsing): AggregateName {
  const found = aggregateNamed(given);
  if (found === undefined) throw noAggregate(given, at);
  return found;
}

function noAggregate(given: string, at: Parsing): Error {
  return at.refuse(
    `has the aggregate "${given}"; expected one of ${AGGREGATE_WORDS.join(", ")}.${didYouMean(given, AGGREGATE_WORDS)}`,
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
