import { didYouMean } from "../layers/near-names.ts";
import { AGGREGATES, aggregateCode } from "./aggregate-code.ts";
import { conditionOf, either, numberOf, textOf } from "./convert.ts";
import { type Code, type Emitter, NULL } from "./emitter.ts";
import type { ExpressionFunction, FunctionParameter } from "./function-definition.ts";
import { FUNCTIONS } from "./functions.ts";
import type { CallArgument, CallNode, Node, Span } from "./node.ts";
import { SPECIAL_FORMS } from "./special-forms.ts";
import { isTemporal, shownType, type ValueType } from "./value-type.ts";

/** What QGIS has and gives another answer each time, or needs what isn't here. */
const REFUSED: Readonly<Record<string, string>> = {
  now: "now() would give another result at each run; write the date, or {new Date().toISOString()}.",
  rand: "rand() would give another result at each run; use random points or a seeded algorithm.",
  randf: "randf() would give another result at each run; use a seeded algorithm.",
  uuid: "uuid() would give another result at each run; use @row_number.",
  aggregate: "aggregate() of another layer is not possible; join the layers first.",
  relation_aggregate: "there are no relations between layers here; join the layers first.",
  eval: "eval() is not possible; put the text into the expression with {name}.",
  env: "env() would make the result depend on the machine; put the value into the expression with {process.env.NAME}.",
};

/** @throws SpatialError BAD_EXPRESSION for an unknown function, wrong arguments, and functions that can't be repeated */
export function callCode(node: CallNode, emitter: Emitter): Code {
  const form = SPECIAL_FORMS.get(node.name);
  if (form !== undefined) return form(node, emitter);
  const aggregate = AGGREGATES.get(node.name);
  if (aggregate !== undefined) return aggregateCode(aggregate, node, emitter);
  const called = FUNCTIONS.get(node.name);
  if (called !== undefined) return functionCode(called, node, emitter);
  const advice = REFUSED[node.name];
  if (advice !== undefined) throw emitter.error(node, advice);
  const names = [...FUNCTIONS.keys(), ...SPECIAL_FORMS.keys(), ...AGGREGATES.keys()];
  throw emitter.error(node, `there is no function ${node.name}.${didYouMean(node.name, names)}`);
}

function functionCode(called: ExpressionFunction, node: CallNode, emitter: Emitter): Code {
  const given = matched(called, node, emitter);
  const args = given.map(({ node: value, parameter }) =>
    value === undefined ? undefined : argumentCode(emitter.code(value), parameter, { emitter, span: value }),
  );
  const known = args.filter((code) => code !== undefined);
  const isNull = called.takesNull ? "false" : known.map((code) => code.isNull).reduce(either, "false");
  const values = args.map((code) => valueOf(code, called.takesNull));
  const tools = called.takesTools ? ["tools"] : [];
  const type = resultType(called, args);
  const run = emitter.constant(called.run);
  return emitter.keepNullable(type, `${run}(${[...tools, ...values].join(", ")})`, isNull);
}

function valueOf(code: Code | undefined, takesNull: boolean): string {
  if (code === undefined) return "undefined";
  return takesNull && code.isNull !== "false" ? `(${code.isNull} ? null : ${code.value})` : code.value;
}

/** Rounding to no decimals, and what is whole already, gives whole numbers. */
function resultType({ name, result }: ExpressionFunction, args: readonly (Code | undefined)[]): ValueType {
  const isWhole = args.every((code) => code === undefined || code.type === "integer");
  if (name === "round" && args[1] === undefined) return "integer";
  if (isWhole && args.length > 0 && (name === "abs" || name === "max" || name === "min" || name === "clamp"))
    return "integer";
  return name === "nullif" ? (args[0]?.type ?? result) : result;
}

interface Matched {
  readonly parameter: FunctionParameter;
  readonly node: Node | undefined;
}

/** Arguments to their parameters, by place or by name. */
function matched(called: ExpressionFunction, node: CallNode, emitter: Emitter): Matched[] {
  const { parameters, signature } = called;
  const taken = new Map<string, CallArgument>();
  const rest: Matched[] = [];
  node.args.forEach((argument, index) => {
    const last = parameters.at(-1);
    const parameter =
      argument.name === undefined
        ? (parameters[index] ?? (last?.rest ? last : undefined))
        : parameters.find(({ name }) => name === argument.name);
    if (parameter === undefined) throw emitter.error(argument.value, `this argument is one too many: ${signature}.`);
    if (parameter.rest) rest.push({ parameter, node: argument.value });
    else taken.set(parameter.name, argument);
  });
  const plain = parameters.filter((parameter) => !parameter.rest);
  for (const { name, optional } of plain)
    if (!optional && !taken.has(name)) throw emitter.error(node, `${called.name} needs ${name}: ${signature}.`);
  return [...plain.map((parameter) => ({ parameter, node: taken.get(parameter.name)?.value })), ...rest];
}

interface Site {
  readonly emitter: Emitter;
  readonly span: Span;
}

/** How a value becomes what a parameter of a type takes; types that are not here take their own only. */
const CONVERSIONS: Partial<Record<ValueType, (code: Code, site: Site) => Code | undefined>> = {
  number: (code, { emitter, span }) => numberOf(code, emitter, span),
  integer: (code, { emitter, span }) => {
    const number = numberOf(code, emitter, span);
    return number.type === "integer" ? number : emitter.keep("integer", `Math.trunc(${number.value})`, number.isNull);
  },
  text: (code, { emitter, span }) => textOf(code, emitter, span),
  boolean: (code, { emitter, span }) => conditionOf(code, emitter, span),
  date: (code) => (isTemporal(code.type) || code.type === "text" ? code : undefined),
  any: (code) => code,
};

function argumentCode(code: Code, { type, name }: FunctionParameter, site: Site): Code {
  if (code.type === "null") return { ...NULL, type };
  const converted = CONVERSIONS[type]?.(code, site) ?? (code.type === type || code.type === "any" ? code : undefined);
  if (converted !== undefined) return converted;
  throw site.emitter.error(site.span, `${name} is ${shownType(code.type)}; expected ${shownType(type)}.`);
}
