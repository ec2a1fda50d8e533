import { parsing } from "../../src/schema/check-values.ts";
import { firstInput, type NamedParameter, parameterNamed } from "../../src/schema/parameter.ts";
import { plainText } from "../magics/arguments.ts";
import { callCode, type Member, taskCode } from "../magics/call-code.ts";
import { type Command, type Given, splitList } from "../magics/command.ts";
import { onlyExpression, wordCode } from "./word-code.ts";
import type { MagicWords } from "./magic-words.ts";

/** How each option that any magic may have is read. Not among them: `wait`, which goes around the call. */
const SUBMIT: Readonly<Record<string, (words: MagicWords, name: string) => string | undefined>> = {
  as: (words, name) => words.code(name),
  priority: (words, name) => words.number(name),
  after: (words, name) => `[${words.tasks(name).join(", ")}]`,
  keep: flag,
  background: flag,
  chunks: flag,

  invalid: (words, name) => words.code(name),
  engine: (words, name) => words.code(name),
};

/** The call that a magic which makes a task stands for. @param text the cell @param body of a cell magic */
export function submitCode(
  text: string,
  command: Command,
  { words, body }: { words: MagicWords; body: string },
): string {
  const { magic } = command;
  const options = submitMembers(command, words);
  if (magic.name === "task") return bodyCode(words, body, options);
  if (magic.name === "load") {
    const own = ownMembers(text, command, words);
    return callCode("load", [words.code("name") ?? "", words.code("path") ?? ""], [...own, ...options]);
  }
  const layers = (name: string): string[] => words.words(name).map((word) => words.layer(word));
  if (magic.name === "save") {
    const own = ownMembers(text, command, words);
    return callCode("save", [...layers("layer"), words.code("path") ?? ""], [...own, ...options]);
  }
  const parameters = parameterMembers(text, command, words);
  if (command.given.has("batch"))
    return callCode("batch", [JSON.stringify(magic.name), words.code("batch") ?? ""], [...parameters, ...options]);
  const first = magic.algorithm && firstInput(magic.algorithm.parameters);
  const isFirst = ([name]: Member): boolean => name === first?.name;
  const others = [...parameters.filter((member) => !isFirst(member)), ...options];
  const input = parameters.filter(isFirst).map(([, code]) => code);
  return callCode(magic.algorithm?.name ?? magic.name, input, others);
}

/** What a file's reader or writer is told: all options but those of any magic, as they were written. */
function ownMembers(text: string, { magic, given }: Command, words: MagicWords): Member[] {
  return magic.options.flatMap(({ name, type, many }) => {
    if (!given.has(name) || name === "wait" || Object.hasOwn(SUBMIT, name)) return [];
    if (type === "flag") return memberOf(name, flag(words, name));
    if (type === "number") return memberOf(name, words.number(name));
    if (many !== true) return memberOf(name, words.code(name));
    const items = words.words(name).map((word) => wordCode(text, word));
    return memberOf(name, `[${items.join(", ")}]`);
  });
}

function flag(words: MagicWords, name: string): string {
  return String(words.given(name)?.on);
}

function bodyCode(words: MagicWords, body: string, options: readonly Member[]): string {
  const layers = words.words("input").map((word) => words.layer(word));
  return taskCode({
    name: words.code("name") ?? "",
    body,
    inputs: words.plain("input").map((name, index) => [name, layers[index] ?? name]),
    share: words.plain("share"),
    options,
  });
}

function submitMembers({ magic, given }: Command, words: MagicWords): Member[] {
  const own = magic.algorithm?.parameters ?? {};
  return [...given.keys()].flatMap((name) =>
    own[name] !== undefined ? [] : memberOf(name, SUBMIT[name]?.(words, name)),
  );
}

function parameterMembers(text: string, command: Command, words: MagicWords): Member[] {
  const { algorithm } = command.magic;
  return [...command.given.values()].flatMap((given) => {
    const parameter = algorithm && parameterNamed(algorithm.parameters, given.argument.name);
    if (algorithm === undefined || parameter === undefined) return [];
    const value = fixedValue(given);
    const code =
      value === undefined
        ? valueCode(text, { parameter, given, words })
        : parameter.type.toCode(value, parsing(algorithm, parameter));
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
