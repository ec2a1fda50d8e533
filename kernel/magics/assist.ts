import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import type { Completeness } from "../cells/cell-engine.ts";
import { plainText, splitArguments, type Word } from "./arguments.ts";
import { allMagics, type Magic, type MagicArgument, optionName } from "./catalog.ts";
import { describe, firstSentence, helpText, usage } from "./help.ts";
import { endOfLine, endOfName, findMagics } from "./find-magics.ts";
import type { MagicSite } from "./scanner.ts";

/** What completion and inspection know of the session. */
export interface AssistContext {
  readonly algorithms: readonly AlgorithmSchema[];
  /** Names of layers, pending ones too. */
  readonly layers: readonly string[];
  readonly tasks: readonly { readonly id: number; readonly description: string; readonly status: string }[];
}

/** Offsets count UTF-16 units of the cell. */
export interface MagicCompletion {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly {
    readonly text: string;
    readonly kind: "magic" | "option" | "value" | "layer" | "task";
    readonly doc?: string;
  }[];
}

/** Completes the magic in which the cursor stands; undefined where TypeScript has to. */
export function completeMagic(text: string, cursor: number, context: AssistContext): MagicCompletion | undefined {
  const place = findPlace(text.slice(0, cursor));
  if (place === undefined) return undefined;
  const magics = allMagics(context.algorithms);
  if (place.type === "name") {
    const known = magics.filter(({ cell }) => cell === place.double);
    const matches = known.map(({ name, doc }) => ({ text: name, kind: "magic" as const, doc: firstSentence(doc) }));
    return narrow(place.start, cursor, place.typed, matches);
  }
  const magic = magics.find(({ name, cell }) => name === place.site.name && cell === place.site.double);
  return magic === undefined ? undefined : completeWord(magic, place, context);
}

/** Help for the magic or option under the cursor, as plain text; undefined elsewhere. */
export function inspectMagic(text: string, cursor: number, context: AssistContext): string | undefined {
  const site = sitesOf(text).find((found) => found.start <= cursor && cursor <= endOfLine(found));
  const magic = allMagics(context.algorithms).find(({ name, cell }) => name === site?.name && cell === site.double);
  if (site === undefined || magic === undefined) return undefined;
  if (cursor <= endOfName(site)) return helpText(magic);
  const { words } = splitArguments(text, endOfName(site), site.inBlock);
  const index = words.findIndex(({ start, end }) => start <= cursor && cursor <= end);
  const word = words[index];
  if (word === undefined) return usage(magic);
  if (word.parts.some((part) => part.kind === "expression" && part.start <= cursor && cursor <= part.end))
    return undefined;
  const option = optionOf(magic, word) ?? optionBefore(magic, words[index - 1]);
  if (option !== undefined) return `${usage(magic)}\n\n${optionName(option)}  ${describe(option)}`;
  const argument = magic.positionals[countPositionals(magic, words.slice(0, index))];
  return argument === undefined
    ? usage(magic)
    : `${usage(magic)}\n\n${argument.name.toUpperCase()}  ${describe(argument)}`;
}

/** Whether a front end should run the text at Enter; undefined where TypeScript decides. */
export function isMagicComplete(text: string): Completeness | undefined {
  const site = sitesOf(text).at(-1);
  if (site?.end !== text.length) return undefined;
  if (/\\\r?\n?$/.test(text)) return { status: "incomplete", indent: "" };
  if (!site.double) return undefined;
  return /\n\s*\n$/.test(text) ? { status: "complete" } : { status: "incomplete", indent: "" };
}

type Place =
  | { readonly type: "name"; readonly double: boolean; readonly start: number; readonly typed: string }
  | {
      readonly type: "word";
      readonly site: MagicSite;
      readonly words: readonly Word[];
      readonly start: number;
      readonly typed: string;
    };

/** Where in a magic the text ends. */
function findPlace(text: string): Place | undefined {
  const [, before = "", sign = "", typed = ""] = /^([^]*?)(%%?)(\w*)$/u.exec(text) ?? [];
  if (sign !== "") {
    // A lone percent sign is no magic yet; with a letter after it, the scanner says whether it would be one.
    const isMagic = sitesOf(`${text}x`).at(-1)?.start === before.length;
    return isMagic ? { type: "name", double: sign === "%%", start: before.length + sign.length, typed } : undefined;
  }
  const site = sitesOf(text).at(-1);
  return site === undefined || endOfLine(site) !== text.length ? undefined : findWord(text, site);
}

function findWord(text: string, site: MagicSite): Place | undefined {
  const { words, problem } = splitArguments(text, endOfName(site), site.inBlock);
  // In an expression that is still open, TypeScript completes.
  if (problem !== undefined && text[problem.start] === "{") return undefined;
  const last = words.at(-1);
  if (last === undefined || last.end < text.length) return { type: "word", site, words, start: text.length, typed: "" };
  if (last.parts.some(({ kind }) => kind === "expression")) return undefined;
  return { type: "word", site, words: words.slice(0, -1), start: last.start, typed: plainText(last) ?? "" };
}

function sitesOf(text: string): readonly MagicSite[] {
  return findMagics(text, () => false).magics;
}

function completeWord(
  magic: Magic,
  place: Extract<Place, { type: "word" }>,
  context: AssistContext,
): MagicCompletion | undefined {
  const { words, typed, start } = place;
  const end = start + typed.length;
  const option = optionBefore(magic, words.at(-1));
  if (option !== undefined) return valuesOf(option, { start, end, typed }, context);
  if (typed.startsWith("-")) {
    const given = new Set(words.map((word) => plainText(word)));
    const free = magic.options.filter((candidate) => candidate.many === true || !given.has(optionName(candidate)));
    const matches = free.map((candidate) => ({
      text: optionName(candidate),
      kind: "option" as const,
      doc: describe(candidate),
    }));
    return narrow(start, end, typed, matches);
  }
  const position = countPositionals(magic, words);
  const argument = magic.positionals[position] ?? magic.positionals.findLast(({ many }) => many === true);
  if (argument !== undefined) return valuesOf(argument, { start, end, typed }, context);
  return narrow(
    start,
    end,
    typed,
    magic.options.map((candidate) => ({
      text: optionName(candidate),
      kind: "option" as const,
      doc: describe(candidate),
    })),
  );
}

function valuesOf(
  argument: MagicArgument,
  place: { start: number; end: number; typed: string },
  context: AssistContext,
): MagicCompletion | undefined {
  // Of a list, the item behind the last comma.
  const typed = argument.many === true ? place.typed.slice(place.typed.lastIndexOf(",") + 1) : place.typed;
  const start = place.end - typed.length;
  const layers = context.layers.map((text) => ({ text: quoted(text), kind: "layer" as const }));
  const tasks = context.tasks
    .filter(({ status }) => status !== "complete" && status !== "failed" && status !== "canceled")
    .map(({ id, description }) => ({ text: String(id), kind: "task" as const, doc: description }));
  switch (argument.type) {
    case "layer":
      return narrow(start, place.end, typed, layers);
    case "task":
      return narrow(start, place.end, typed, [...tasks, ...layers]);
    case "choice":
      return narrow(
        start,
        place.end,
        typed,
        (argument.values ?? []).map((text) => ({ text, kind: "value" as const })),
      );
    case "text":
    case "path":
    case "crs":
    case "number":
    case "flag":
      return { start, end: place.end, matches: [] };
  }
}

/** How many words are positional: those that are neither options nor their values. */
function countPositionals(magic: Magic, words: readonly Word[]): number {
  let count = 0;
  for (const [index, word] of words.entries()) {
    const isOption = optionOf(magic, word) !== undefined || plainText(word)?.startsWith("--") === true;
    if (!isOption && optionBefore(magic, words[index - 1]) === undefined) count++;
  }
  return count;
}

function narrow(start: number, end: number, typed: string, matches: MagicCompletion["matches"]): MagicCompletion {
  const wanted = typed.toLowerCase();
  return { start, end, matches: matches.filter(({ text }) => text.toLowerCase().startsWith(wanted)) };
}

function quoted(name: string): string {
  return /[\s"'{}]/.test(name) ? JSON.stringify(name) : name;
}

function optionOf(magic: Magic, word: Word): MagicArgument | undefined {
  const text = plainText(word);
  return magic.options.find((candidate) => optionName(candidate) === text);
}

/** The option whose value the next word is. */
function optionBefore(magic: Magic, word: Word | undefined): MagicArgument | undefined {
  const option = word === undefined ? undefined : optionOf(magic, word);
  return option?.type === "flag" ? undefined : option;
}
