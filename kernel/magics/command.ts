import { SpatialError } from "../../src/errors.ts";
import type { Operation } from "../../src/operations/operation.ts";
import { kebabName, optionName } from "../../src/schema/names.ts";
import { type MagicProblem, type WordPart, plainText, type Word } from "./arguments.ts";
import { findOption } from "./catalog.ts";
import type { Magic, MagicArgument } from "./magic.ts";

/** What was given for one argument: words, or on/off for a flag. */
export interface Given {
  readonly argument: MagicArgument;
  readonly words: readonly Word[];
  readonly on: boolean;
}

/** A magic's words, sorted to the arguments they belong to. */
export interface Command {
  readonly magic: Magic;
  /** By argument name, in the order written. */
  readonly given: ReadonlyMap<string, Given>;
}

/** What a command that makes a task does. */
export interface Submitted {
  readonly operation: Operation;
  /** Parameters that the magic's name itself gives. */
  readonly fixed: Readonly<Record<string, string>>;
}

/** Undefined for one that makes no task. */
export function submittedBy({ magic, given }: Command): Submitted | undefined {
  const { over } = [...given.values()].find(({ argument }) => argument.runs !== undefined)?.argument.runs ?? {};
  if (over !== undefined && magic.algorithm !== undefined)
    return { operation: over.for(magic.algorithm), fixed: { [over.parameter]: magic.name } };
  return magic.operation && { operation: magic.operation, fixed: {} };
}

/** Stops at the first mistake. Values are not looked at: that is the schema's business when the line runs. */
export function readCommand(
  magic: Magic,
  words: readonly Word[],
  place: Pick<Word, "start" | "end">,
): Command | MagicProblem {
  const given = new Map<string, Given>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as Word;
    const option = optionText(word);
    try {
      if (option === undefined) addPositional(magic, given, word);
      else if (!addOption(magic, given, { option, word, next: words[index + 1] })) index++;
    } catch (error) {
      if (error instanceof SpatialError) return { error, start: word.start, end: word.end };
      throw error;
    }
  }
  // what runs it for each item has the rest from there
  const missing = [...given.values()].some(({ argument }) => argument.runs !== undefined)
    ? undefined
    : magic.positionals.find((argument) => argument.required === true && !given.has(argument.name));
  if (missing === undefined) return { magic, given };
  const message = `${signed(magic)} needs ${missing.name.toUpperCase()}: ${missing.doc.replace(/\.?$/, ".")} Example: ${firstLine(magic.example)}`;
  return { error: new SpatialError("BAD_ARGUMENT", message), start: place.start, end: place.end };
}

/** Splits a word of a list at its commas; those in quotes and in expressions stay. */
export function splitList(word: Word): Word[] {
  const items: Word[] = [];
  let parts: WordPart[] = [];
  const endItem = (end: number): void => {
    const start = parts[0]?.start ?? end;
    if (parts.length > 0) items.push({ parts, start, end });
    parts = [];
  };
  for (const part of word.parts) {
    if (part.kind === "expression" || part.quoted) {
      parts.push(part);
      continue;
    }
    let start = part.start;
    for (const [index, text] of part.text.split(",").entries()) {
      if (index > 0) endItem(start - 1);
      if (text !== "") parts.push({ ...part, text, start, end: start + text.length });
      start += text.length + 1;
    }
  }
  endItem(word.end);
  return items;
}

function addPositional(magic: Magic, given: Map<string, Given>, word: Word): void {
  const text = word.parts.map((part) => (part.kind === "text" ? part.text : "")).join("");
  const argument = magic.positionals.find(
    ({ name, many, only }) => (many === true || !given.has(name)) && only?.test(text) !== false,
  );
  if (argument === undefined) throw unexpected(magic, given, word);
  if (argument.isBody === true) refusePasted(word);
  const before = given.get(argument.name);
  given.set(argument.name, { argument, words: [...(before?.words ?? []), word], on: true });
}

/** A value in the text of a query would be part of it, whatever it says. */
function refusePasted({ parts }: Word): void {
  if (parts.length < 2 || parts.every(({ kind }) => kind === "text")) return;
  throw new SpatialError(
    "BAD_ARGUMENT",
    "A value is not put into the text of a query. Write :name there, and --param name={…} behind it; {{ is a brace.",
  );
}

function unexpected(magic: Magic, given: ReadonlyMap<string, Given>, word: Word): SpatialError {
  const text = plainText(word) ?? "{…}";
  const free = magic.options.filter(
    ({ name, type, required }) => required === true && type !== "flag" && !given.has(name),
  );
  const advice =
    free.length > 0
      ? ` If it is the ${free[0]?.name ?? ""}, write ${optionName(free[0] as MagicArgument)} ${text}.`
      : ` ${signed(magic)}? shows how it is written; text with spaces belongs in quotes.`;
  return new SpatialError("BAD_ARGUMENT", `"${text}" is one word too many for ${signed(magic)}.${advice}`);
}

/** Returns whether the value, if any, was in the same word; false when the next word was used up. */
function addOption(
  magic: Magic,
  given: Map<string, Given>,
  { option, word, next }: { readonly option: string; readonly word: Word; readonly next: Word | undefined },
): boolean {
  const [written = option] = option.split("=", 1);
  const { argument, negated } = findOption(magic, written);
  const before = given.get(argument.name);
  if (before !== undefined && argument.many !== true) {
    throw new SpatialError("BAD_ARGUMENT", `${optionName(argument)} is given twice; it takes one value.`);
  }
  const inline = written.length < option.length;
  if (argument.type === "flag") {
    if (inline)
      throw new SpatialError(
        "BAD_ARGUMENT",
        `${optionName(argument)} takes no value; write ${optionName(argument)} or --no-${optionName(argument).slice(2)}.`,
      );
    given.set(argument.name, { argument, words: [], on: !negated });
    return true;
  }
  const value = inline ? withoutStart(word, written.length + 1) : next;
  if (value === undefined || (!inline && optionText(value) !== undefined)) {
    const allowed = argument.values ?? argument.typeText;
    const hint = allowed === undefined ? "" : ` (${Array.isArray(allowed) ? allowed.join(", ") : String(allowed)})`;
    throw new SpatialError("BAD_ARGUMENT", `${optionName(argument)} needs a value${hint}.`);
  }
  given.set(argument.name, { argument, words: [...(before?.words ?? []), value], on: true });
  return inline;
}

/** The unquoted text that begins a word which is an option; undefined for any other word, such as `-5`. */
function optionText(word: Word): string | undefined {
  const [first] = word.parts;
  if (first === undefined || first.kind === "expression" || first.quoted || first.start !== word.start)
    return undefined;
  return /^--\p{ID_Start}/u.test(first.text) ? first.text : undefined;
}

function withoutStart(word: Word, length: number): Word {
  const [first, ...rest] = word.parts;
  if (first?.kind !== "text") return word;
  const text = first.text.slice(length);
  const kept = text === "" ? [] : [{ ...first, text, start: first.start + length }];
  return { parts: [...kept, ...rest], start: word.start + length, end: word.end };
}

export function signed(magic: Pick<Magic, "name" | "cell">): string {
  return `${magic.cell ? "%%" : "%"}${kebabName(magic.name)}`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
