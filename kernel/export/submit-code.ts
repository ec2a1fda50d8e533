import type { Operation } from "../../src/operations/operation.ts";
import { isRunOption } from "../../src/operations/run-options.ts";
import { parsing } from "../../src/schema/check-values.ts";
import { callArguments, type NamedParameter, namedParameters, parameterNamed } from "../../src/schema/parameter.ts";
import { plainText } from "../magics/arguments.ts";
import { bodyCode, bodyText, callCode, type Member, objectCode } from "../magics/call-code.ts";
import { type Command, type Given, splitList, submittedBy } from "../magics/command.ts";
import { onlyExpression, wordCode } from "./word-code.ts";
import type { MagicWords } from "./magic-words.ts";

/** The call that a magic which makes a task stands for. @param text the cell @param body of a cell magic */
export function submitCode(
  text: string,
  command: Command,
  { words, body }: { words: MagicWords; body: string },
): string {
  const submitted = submittedBy(command);
  if (submitted === undefined) throw new Error(`%${command.magic.name} makes no task`);
  const { operation, fixed } = submitted;
  const members = [
    ...Object.entries(fixed).map(([name, value]): Member => [name, JSON.stringify(value)]),
    ...bodyMember(operation, words, body),
    ...parameterMembers(text, { operation, command, words }),
  ];
  const args = callArguments(operation.parameters).map(({ name }) => name);
  const first = args.map((arg) => members.find(([name]) => name === arg)?.[1] ?? "undefined");
  const others = [...members.filter(([name]) => !args.includes(name)), ...submitMembers(operation, command, words)];
  return callCode(operation.name, first, others);
}

/** The function that the cell's body is. */
function bodyMember({ parameters }: Operation, words: MagicWords, body: string): Member[] {
  const all = namedParameters(parameters);
  const seen = all.filter(({ type }) => type.input?.named === true).flatMap(({ name }) => words.plain(name));
  const taken = all.filter(({ type }) => type.argument.type === "body");
  // a word of the line where the magic takes one line
  const scripts = body === "" ? [] : all.filter(({ type }) => type.argument.isBody === true);
  return [
    ...taken.map(({ name }): Member => [name, bodyCode(body, seen)]),
    ...scripts.map(({ name }): Member => [name, JSON.stringify(bodyText(body))]),
  ];
}

/** How the task is run. Not among it: `wait`, which goes around the call. */
function submitMembers(operation: Operation, { given }: Command, words: MagicWords): Member[] {
  return [...given.values()].flatMap(({ argument, on }) => {
    const { name, type } = argument;
    if (!isRunOption(argument, operation) || name === "wait") return [];
    if (type === "flag") return memberOf(name, String(on));
    if (type === "task") return memberOf(name, `[${words.tasks(name).join(", ")}]`);
    return memberOf(name, type === "number" ? words.number(name) : words.code(name));
  });
}

function parameterMembers(
  text: string,
  { operation, command, words }: { operation: Operation; command: Command; words: MagicWords },
): Member[] {
  return [...command.given.values()].flatMap((given) => {
    const parameter = parameterNamed(operation.parameters, given.argument.name);
    if (parameter === undefined) return [];
    const value = fixedValue(given);
    const code =
      value === undefined || parameter.type.input?.named === true
        ? valueCode(text, { parameter, given, words })
        : parameter.type.toCode(value, parsing(operation, parameter));
    return [[parameter.name, code] as const];
  });
}

/** What doesn't depend on variables. */
function fixedValue({ argument, words, on }: Given): unknown {
  const { type, many, unless } = argument;
  if (type === "flag") return on;
  const texts = (many === true ? words.flatMap(splitList) : words).map(plainText);
  const [first] = texts;
  if (first === undefined || texts.includes(undefined) || (type === "layer" && unless?.test(first) !== true))
    return undefined;
  return many === true ? texts : first;
}

interface Value {
  readonly parameter: NamedParameter;
  readonly given: Given;
  readonly words: MagicWords;
}

function valueCode(text: string, { parameter: { name, type }, given, words }: Value): string {
  const [first] = given.words;
  if (type.input?.named === true) return layersByName(name, words);
  if (type.argument.many !== true) {
    if (type.argument.type === "layer") return first === undefined ? "undefined" : words.layer(first);
    return (type.argument.type === "number" ? words.number(name) : words.code(name)) ?? "undefined";
  }
  const all = words.words(name);
  const only = all.length === 1 && first !== undefined ? onlyExpression(text, first) : undefined;
  const isLayer = type.argument.type === "layer";
  return only ?? `[${all.map((word) => (isLayer ? words.layer(word) : wordCode(text, word))).join(", ")}]`;
}

/** `{ roads: near }`: layers under the names that a body sees them by. */
function layersByName(option: string, words: MagicWords): string {
  const layers = words.words(option).map((word) => words.layer(word));
  return objectCode(words.plain(option).map((name, index) => [name, layers[index] ?? name]));
}

function memberOf(name: string, code: string | undefined): Member[] {
  return code === undefined ? [] : [[name, code]];
}
