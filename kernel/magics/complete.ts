import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { searchCrs } from "../../src/crs/search-crs.ts";
import type { Field } from "../../src/layers/layer-data.ts";
import { kebabName, optionName } from "../../src/schema/names.ts";
import { plainText } from "./arguments.ts";
import { allMagics, namedMagic } from "./catalog.ts";
import type { Magic, MagicArgument } from "./magic.ts";
import { splitList } from "./command.ts";
import { completePath, type Folders } from "./complete-path.ts";
import { argumentAt, findPlace, type CursorPlace, positionalWords, wordsOf } from "./place.ts";
import { openQuote, quoteWord } from "./quote.ts";

/** What completion knows of the session. */
export interface CompletionContext extends Folders {
  readonly algorithms: readonly AlgorithmSchema[];
  /** Names of layers, pending ones too. */
  readonly layers: readonly string[];
  readonly tasks: readonly { readonly id: number; readonly description: string; readonly status: string }[];
  /** Names of the cells' variables. */
  readonly variables: readonly string[];
  /** Fields of the layer that a name or variable stands for; undefined while there is none. */
  fieldsOf(name: string): readonly Field[] | undefined;
}

export interface Match {
  readonly text: string;
  /** What the match is, such as "layer"; of a CRS its name, which front ends show beside the code. */
  readonly kind: string;
}

/** Offsets count UTF-16 units of the cell. */
export interface Matches {
  readonly start: number;
  readonly end: number;
  readonly matches: readonly Match[];
}

/** Completes the magic in which the cursor stands; undefined where TypeScript has to. */
export async function completeMagic(
  text: string,
  cursor: number,
  context: CompletionContext,
): Promise<Matches | undefined> {
  const place = findPlace(text.slice(0, cursor));
  if (place === undefined) return undefined;
  const magics = allMagics(context.algorithms);
  if (place.type === "name") {
    const known = magics.filter(({ cell }) => cell === place.double);
    // whoever types a capital writes it as in TypeScript
    const spelled = /\p{Lu}/u.test(place.typed) ? (name: string): string => name : kebabName;
    const matches = known.map(({ name }) => ({ text: spelled(name), kind: "magic" }));
    return { start: place.start, end: cursor, matches: startingWith(place.typed, matches) };
  }
  const magic = namedMagic(
    place.site.name,
    magics.filter(({ cell }) => cell === place.site.double),
  );
  if (magic === undefined) return undefined;
  const { start, matches } = await wordMatches(magic, place, context);
  // a quote that editors close by themselves belongs to what is replaced
  const closes = /["']/.test(text[start] ?? "") && text[cursor] === text[start];
  return { start, end: closes ? cursor + 1 : cursor, matches };
}

type WordPlace = Extract<CursorPlace, { type: "word" }>;

interface Found {
  readonly start: number;
  readonly matches: readonly Match[];
}

async function wordMatches(magic: Magic, place: WordPlace, context: CompletionContext): Promise<Found> {
  const { words, typed, start } = place;
  const argument = argumentAt(magic, words);
  const isValue = argument !== undefined && !magic.positionals.includes(argument);
  if (argument !== undefined && (isValue || !typed.startsWith("-"))) {
    const matches = await valuesOf(magic, argument, place, context);
    return { start: argument.many === true ? place.item.start : start, matches };
  }
  const given = new Set(words.map((word) => plainText(word)));
  const free = magic.options.filter((option) => option.many === true || !given.has(optionName(option)));
  const options = free.map((option) => ({ text: optionName(option), kind: "option" }));
  return { start, matches: startingWith(typed, options) };
}

async function valuesOf(
  magic: Magic,
  argument: MagicArgument,
  place: WordPlace,
  context: CompletionContext,
): Promise<readonly Match[]> {
  const wanted = argument.many === true ? place.item.typed : place.typed;
  if (argument.type === "crs") return searchCrs(wanted).map(({ id, name }) => ({ text: id, kind: name }));
  const all =
    argument.type === "path"
      ? await completePath(wanted, argument.endings ?? [], context)
      : namesFor(magic, argument, place, context);
  return startingWith(wanted, all).map(inQuotes);
}

function namesFor(
  magic: Magic,
  { type, values = [], of }: MagicArgument,
  place: WordPlace,
  context: CompletionContext,
): readonly Match[] {
  const layers = context.layers.map((text) => ({ text, kind: "layer" }));
  switch (type) {
    case "layer":
      return layers;
    case "task":
      return [...openTasks(context), ...layers];
    case "variable":
      return context.variables.map((text) => ({ text, kind: "variable" }));
    case "choice":
    case "text":
      return values.map((text) => ({ text, kind: "value" }));
    case "field":
      return fieldsOf(magic, of, place, context);
    case "algorithm":
      return context.algorithms.map(({ id, title }) => ({ text: id, kind: title }));
    case "crs":
    case "path":
    case "number":
    case "flag":
    case "items":
    case "body":
      return [];
  }
}

/** @param of the argument that has their layer; the first word if nothing is said */
function fieldsOf(
  magic: Magic,
  of: string | undefined,
  { words }: WordPlace,
  context: CompletionContext,
): readonly Match[] {
  const own = of === undefined ? positionalWords(magic, words) : wordsOf(magic, of, words);
  const [input] = own.flatMap(splitList);
  const fields = context.fieldsOf((input && plainText(input)) ?? "") ?? [];
  return fields.map((field) => ({ text: field.name, kind: field.type }));
}

function openTasks({ tasks }: CompletionContext): Match[] {
  return tasks
    .filter(({ status }) => status !== "complete" && status !== "failed" && status !== "canceled")
    .map(({ id, description }) => ({ text: String(id), kind: description }));
}

function startingWith<M extends Match>(typed: string, matches: readonly M[]): readonly M[] {
  const wanted = typed.toLowerCase();
  return matches.filter(({ text }) => text.toLowerCase().startsWith(wanted));
}

/** After a folder the quote stays open: the path goes on. */
function inQuotes({ text, kind }: Match): Match {
  const quoted = quoteWord(text);
  return { text: quoted !== text && kind === "folder" ? openQuote(text) : quoted, kind };
}
