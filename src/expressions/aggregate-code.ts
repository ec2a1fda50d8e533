import type { AggregateKind } from "../layers/aggregate-values.ts";
import { conditionOf, numberOf, textOf } from "./convert.ts";
import type { Code, Emitter, Program } from "./emitter.ts";
import type { CallNode, Node } from "./node.ts";
import { shownType, type ValueType } from "./value-type.ts";

/** What an aggregate takes and gives: numbers, text, or "same", the type of what it is made of. */
const RESULTS = {
  count: "integer",
  count_distinct: "integer",
  count_missing: "integer",
  sum: "number",
  mean: "number",
  median: "number",
  stdev: "number",
  range: "number",
  minimum: "same",
  maximum: "same",
  minority: "same",
  majority: "same",
  q1: "number",
  q3: "number",
  iqr: "number",
  min_length: "integer",
  max_length: "integer",
  concatenate: "text",
  concatenate_unique: "text",
  array_agg: "list",
} as const satisfies Readonly<Record<AggregateKind, ValueType | "same">>;

const NUMERIC: ReadonlySet<string> = new Set("sum mean median stdev range q1 q3 iqr".split(" "));
const TEXTUAL: ReadonlySet<string> = new Set("concatenate concatenate_unique min_length max_length".split(" "));

/** By name: `sum("pop", group_by := "continent", filter := "pop" > 0)`. */
export const AGGREGATES: ReadonlyMap<string, AggregateKind> = new Map(
  (Object.keys(RESULTS) as AggregateKind[]).map((kind) => [kind, kind]),
);

const PLACES = ["expression", "group_by", "filter", "concatenator", "order_by"] as const;

/** A look-up of what is made of all rows before the first one is evaluated. */
export function aggregateCode(kind: AggregateKind, node: CallNode, emitter: Emitter): Code {
  const given = placed(node, emitter);
  const of = given.get("expression");
  if (of === undefined) throw emitter.error(node, `${kind} needs an expression: ${kind}("field").`);
  const value = apart(emitter, () => inputOf(kind, of, emitter));
  const by = given.get("group_by");
  const order = given.get("order_by");
  const filter = given.get("filter");
  const between = given.get("concatenator");
  if (between && between.kind !== "text") throw emitter.error(between, "expected a text in quotes, such as ', '.");
  const slot = emitter.aggregates.push({
    kind,
    of: value,
    by: by && apart(emitter, () => textOf(emitter.code(by), emitter, by)),
    filter: filter && apart(emitter, () => conditionOf(emitter.code(filter), emitter, filter)),
    order: order && apart(emitter, () => emitter.code(order)),
    between: between?.value ?? "",
  });
  const key = by ? groupKey(textOf(emitter.code(by), emitter, by)) : '""';
  const none = kind.startsWith("count") || kind === "sum" ? "0" : "null";
  return emitter.keepNullable(
    resultType(kind, value.result.type),
    `aggregates[${slot - 1}].get(${key}) ?? ${none}`,
    "false",
  );
}

function resultType(kind: AggregateKind, of: ValueType): ValueType {
  const result = RESULTS[kind];
  if (result === "same") return of;
  return kind === "sum" && of === "integer" ? "integer" : result;
}

/** NULL is a group of its own. */
export function groupKey({ value, isNull }: Code): string {
  return isNull === "false" ? `"=" + ${value}` : `(${isNull} ? "" : "=" + ${value})`;
}

/** Statements of a loop of their own: variables of the row around it mean nothing there. */
function apart(emitter: Emitter, write: () => Code): Program {
  const around = new Map(emitter.variables);
  emitter.variables.clear();
  const program = emitter.block(write);
  for (const [name, code] of around) emitter.variables.set(name, code);
  return program;
}

function inputOf(kind: AggregateKind, of: Node, emitter: Emitter): Code {
  const code = emitter.code(of);
  if (NUMERIC.has(kind)) return numberOf(code, emitter, of);
  if (TEXTUAL.has(kind)) return textOf(code, emitter, of);
  if (code.type === "geometry") throw emitter.error(of, `${kind} of ${shownType(code.type)} is not possible.`);
  return code;
}

function placed(node: CallNode, emitter: Emitter): Map<(typeof PLACES)[number], Node> {
  const found = new Map<(typeof PLACES)[number], Node>();
  node.args.forEach(({ name, value }, index) => {
    const place = name === undefined ? PLACES[index] : PLACES.find((one) => one === name);
    if (place === undefined)
      throw emitter.error(value, `${node.name} has no such argument; it has ${PLACES.join(", ")}.`);
    if (value.kind !== "null") found.set(place, value);
  });
  return found;
}
