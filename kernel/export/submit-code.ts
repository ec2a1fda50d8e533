import { RUN_OPTIONS } from "../../src/operations/run-options.ts";
import { parsing } from "../../src/schema/check-values.ts";
import { callArguments, type NamedParameter, parameterNamed } from "../../src/schema/parameter.ts";
import { plainText } from "../magics/arguments.ts";
import { callCode, type Member, taskCode } from "../magics/call-code.ts";
import { type Command, type Given, splitList } from "../magics/command.ts";
import { onlyExpression, wordCode } from "./word-code.ts";
import type { MagicWords } from "./magic-words.ts";

/** The call that a magic which makes a task stands for. @param text the cell @param body of a cell magic */
export function submitCode(
  text: string,
  command: Command,
  { words, body }: { words: MagicWords; body: string },
): string {
  const { magic } = command;
  const options = submitMembers(command, words);
  if (magic.result === "body") return bodyCode(words, body, options);
  const parameters = parameterMembers(text, command, words);
  if (command.given.has("batch"))
    return callCode("batch", [JSON.stringify(magic.name), words.code("batch") ?? ""], [...parameters, ...options]);
  const args = callArguments(magic.operation?.parameters ?? {}).map(({ name }) => name);
  const first = args.map((arg) => parameters.find(([name]) => name === arg)?.[1] ?? "undefined");
  const others = [...parameters.filter(([name]) => !args.includes(name)), ...options];
  return callCode(magic.name, first, others);
}

function bodyCode(words: MagicWords, body: string, options: readonly Member[]): string {
  const layers = words.words("input").map((word) => words.layer(word));
  return taskCode({
    name: words.code("name") ?? "",
    body,
    inputs: words.plain("input").map((name, index) => [name, layers[index] ?? name]),
    share: words.plain("share"),
    options: [...memberOf("chunks", words.given("chunks") && String(words.given("chunks")?.on)), ...options],
  });
}

/** How the task is run. Not among it: `wait`, which goes around the call. */
function submitMembers({ magic, given }: Command, words: MagicWords): Member[] {
  const own = magic.operation?.parameters ?? {};
  return [...given.values()].flatMap(({ argument: { name, type }, on }) => {
    if (Object.hasOwn(own, name) || !Object.hasOwn(RUN_OPTIONS, name) || name === "wait") return [];
    if (type === "flag") return memberOf(name, String(on));
    if (type === "task") return memberOf(name, `[${words.tasks(name).join(", ")}]`);
    return memberOf(name, type === "number" ? words.number(name) : words.code(name));
  });
}

function parameterMembers(text: string, command: Command, words: MagicWords): Member[] {
  const { operation } = command.magic;
  return [...command.given.values()].flatMap((given) => {
    const parameter = operation && parameterNamed(operation.parameters, given.argument.name);
    if (operation === undefined || parameter === undefined) return [];
    const value = fixedValue(given);
    const code =
      value === undefined
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
  if (type.argument.many !== true) {
    if (type.argument.type === "layer") return first === undefined ? "undefined" : words.layer(first);
    return (type.argument.type === "number" ? words.number(name) : words.code(name)) ?? "undefined";
  }
  const all = words.words(name);
  const only = all.length === 1 && first !== undefined ? onlyExpression(text, first) : undefined;
  const isLayer = type.argument.type === "layer";
  return only ?? `[${all.map((word) => (isLayer ? words.layer(word) : wordCode(text, word))).join(", ")}]`;
}

function memberOf(name: string, code: string | undefined): Member[] {
  return code === undefined ? [] : [[name, code]];
}
