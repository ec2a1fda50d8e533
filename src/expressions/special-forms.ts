import { conditionOf } from "./convert.ts";
import { type Code, type Emitter, NULL } from "./emitter.ts";
import { assign, caseCode, coalesceCode } from "./branches.ts";
import { fieldCode, lengthCode } from "./field-code.ts";
import type { CallNode, Node } from "./node.ts";
import { noConversion } from "./runtime-values.ts";
import { commonType, shownType } from "./value-type.ts";

type SpecialForm = (node: CallNode, emitter: Emitter) => Code;

/** Functions that look at their arguments themselves: some are not run, or run for each item, or tell a name. */
export const SPECIAL_FORMS: ReadonlyMap<string, SpecialForm> = new Map<string, SpecialForm>([
  ["if", ifCode],
  ["iif", ifCode],
  ["coalesce", (node, emitter) => coalesceCode(values(node, emitter, 1, Infinity), emitter)],
  ["try", tryCode],
  ["with_variable", withVariableCode],
  ["array_foreach", (node, emitter) => eachCode(node, emitter, "foreach")],
  ["array_filter", (node, emitter) => eachCode(node, emitter, "filter")],
  ["attribute", attributeCode],
  ["length", lengthForm],
  ["is_empty_or_null", emptyOrNullCode],
  ["$id", () => ({ type: "integer", value: "i", isNull: "false" })],
  ["$currentfeature", () => ({ type: "map", value: "undefined", isNull: "false" })],
  ["$geometry", geometryCode],
  ["$area", (node, emitter) => ofGeometry("ground_area", node, emitter)],
  ["$length", (node, emitter) => ofGeometry("ground_length", node, emitter)],
  ["$perimeter", (node, emitter) => ofGeometry("ground_perimeter", node, emitter)],
  ["$x", (node, emitter) => ofGeometry("point_x", node, emitter)],
  ["$y", (node, emitter) => ofGeometry("point_y", node, emitter)],
  ["num_nulls", nullCountCode],
]);

/** The arguments, of which there are `least` to `most`. */
function values(node: CallNode, emitter: Emitter, least: number, most: number): Node[] {
  if (node.args.length >= least && node.args.length <= most) return node.args.map(({ value }) => value);
  const count = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
  throw emitter.error(node, `${node.name} takes ${count} arguments, and here are ${node.args.length}.`);
}

function ifCode(node: CallNode, emitter: Emitter): Code {
  const [when, result, otherwise] = values(node, emitter, 3, 3);
  return caseCode([{ when: when!, result: result! }], otherwise, emitter);
}

/** Another value, or NULL, where the first one is an error. */
function tryCode(node: CallNode, emitter: Emitter): Code {
  const [tried, otherwise] = values(node, emitter, 1, 2);
  const [value, none] = [emitter.name(), emitter.name()];
  const first = emitter.block(() => emitter.code(tried!));
  const second = otherwise && emitter.block(() => emitter.code(otherwise));
  const type = commonType(first.result.type, second?.result.type ?? "null");
  const to = { value, none };
  emitter.line(`let ${value}, ${none} = true;\ntry {\n${assign(first, type, to)}\n} catch (error) {`);
  emitter.line(`if (error.code !== "BAD_EXPRESSION") throw error;\n${none} = true;`);
  emitter.line(`${second ? assign(second, type, to) : ""}\n}`);
  return { type, value, isNull: none };
}

function withVariableCode(node: CallNode, emitter: Emitter): Code {
  const [name, value, body] = values(node, emitter, 3, 3);
  if (name!.kind !== "text") throw emitter.error(name!, "expected the variable's name in quotes: 'name'.");
  return withVariable(name!.value, emitter.code(value!), { emitter, body: body! });
}

/** The code of a body in which a variable means something. */
function withVariable(name: string, code: Code, { emitter, body }: { emitter: Emitter; body: Node }): Code {
  const key = name.toLowerCase();
  const before = emitter.variables.get(key);
  emitter.variables.set(key, code);
  try {
    return emitter.code(body);
  } finally {
    if (before === undefined) emitter.variables.delete(key);
    else emitter.variables.set(key, before);
  }
}

/** array_foreach and array_filter: their second argument is run for each @element. */
function eachCode(node: CallNode, emitter: Emitter, what: "foreach" | "filter"): Code {
  const [list, body] = values(node, emitter, 2, 2);
  const source = emitter.code(list!);
  if (source.type !== "list" && source.type !== "any" && source.type !== "null")
    throw emitter.error(list!, `expected a list, but this is ${shownType(source.type)}.`);
  const [made, item] = [emitter.name(), emitter.name()];
  const element: Code = { type: "any", value: item, isNull: `(${item} === null)` };
  const program = emitter.block(() => {
    const each = withVariable("element", element, { emitter, body: body! });
    return what === "filter" ? conditionOf(each, emitter, body!) : each;
  });
  const { value, isNull } = program.result;
  const check = emitter.constant(listOf);
  emitter.line(`const ${made} = [];\nif (!(${source.isNull})) for (const ${item} of ${check}(${source.value})) {`);
  emitter.line(program.statements);
  if (what === "foreach") emitter.line(`${made}.push(${isNull} ? null : ${value});\n}`);
  else emitter.line(`if (!(${isNull}) && ${value}) ${made}.push(${item});\n}`);
  return { type: "list", value: made, isNull: source.isNull };
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw noConversion(value, "a list");
}

/** Of a text field; of anything else it is a function like others. */
function lengthForm(node: CallNode, emitter: Emitter): Code {
  const [value] = node.args;
  const quick = node.args.length === 1 && value ? lengthCode(value.value, emitter) : undefined;
  return quick ?? emitter.code({ ...node, name: "length_of" });
}

/** The field that a literal names, with or without $currentfeature before it. */
function attributeCode(node: CallNode, emitter: Emitter): Code {
  const name = values(node, emitter, 1, 2).at(-1)!;
  if (name.kind !== "text") throw emitter.error(name, "expected a field's name in quotes: attribute('name').");
  return fieldCode(name.value, emitter, name);
}

function geometryCode(_: CallNode, emitter: Emitter): Code {
  emitter.usesGeometry = true;
  const none = emitter.keep("boolean", "geometry.kinds[i] === 0", "false").value;
  return emitter.keep("geometry", "{ column: geometry, index: i }", none);
}

function ofGeometry(name: string, node: CallNode, emitter: Emitter): Code {
  const { start, end } = node;
  const geometry: Node = { kind: "call", name: "$geometry", args: [], start, end };
  return emitter.code({ kind: "call", name, args: [{ value: geometry }], start, end });
}

function emptyOrNullCode(node: CallNode, emitter: Emitter): Code {
  const [geometry] = values(node, emitter, 1, 1);
  const code = emitter.code(geometry!);
  if (code.type === "null") return { ...NULL, type: "boolean", value: "true", isNull: "false" };
  if (code.type !== "geometry")
    throw emitter.error(geometry!, `expected a geometry, but this is ${shownType(code.type)}.`);
  const { column, index } = { column: `${code.value}.column`, index: `${code.value}.index` };
  const empty = `${column}.geomOffsets[${index}] === ${column}.geomOffsets[${index} + 1]`;
  return emitter.keep("boolean", `${code.isNull} || ${empty}`, "false");
}

function nullCountCode(node: CallNode, emitter: Emitter): Code {
  const codes = values(node, emitter, 1, Infinity).map((value) => emitter.code(value));
  return {
    type: "integer",
    value: `(${codes.map(({ isNull }) => `(${isNull} ? 1 : 0)`).join(" + ")})`,
    isNull: "false",
  };
}
