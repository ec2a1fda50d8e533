import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { Layer } from "../../src/layers/layer.ts";
import { optionName } from "../../src/schema/names.ts";
import type { Task } from "../../src/tasks/task.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { plainText, splitArguments, type Word } from "./arguments.ts";
import { allMagics } from "./catalog.ts";
import type { Magic, MagicArgument } from "./magic.ts";
import { codeTokens } from "./code-tokens.ts";
import { splitList } from "./command.ts";
import { endOfLine, endOfName } from "./find-magics.ts";
import { describe, magicBundle, usage } from "./help.ts";
import { type Detail, inspectCrs, inspectLayer, inspectTask, joined, sheet } from "./inspect-values.ts";
import { argumentAt, magicSites, optionOf } from "./place.ts";

/** What inspection knows of the session. */
export interface InspectionContext {
  readonly algorithms: readonly AlgorithmSchema[];
  /** What a bare word of a magic stands for: a layer's name, else a variable. */
  named(name: string): Layer | Task | undefined;
  variable(name: string): Layer | Task | undefined;
  task(number: number): Task | undefined;
}

interface Question {
  readonly text: string;
  readonly cursor: number;
  readonly detail: Detail;
}

/** Help for what stands under the cursor: magics and their words, and names of layers and tasks; undefined for the rest. */
export function inspectText(question: Question, context: InspectionContext): MimeBundle | undefined {
  const { text, cursor } = question;
  const site = magicSites(text).find((found) => found.start <= cursor && cursor <= endOfLine(found));
  if (site === undefined) return inspectName(question, context);
  const magic = allMagics(context.algorithms).find(({ name, cell }) => name === site.name && cell === site.double);
  if (magic === undefined) return undefined;
  if (cursor <= endOfName(site)) return magicBundle(magic, question.detail);
  const { words } = splitArguments(text, endOfName(site), site.inBlock);
  const index = words.findIndex(({ start, end }) => start <= cursor && cursor <= end);
  const word = words[index];
  if (word === undefined) return sheet(usage(magic), []);
  const inExpression = word.parts.some(
    (part) => part.kind === "expression" && part.start <= cursor && cursor <= part.end,
  );
  return inExpression
    ? inspectName(question, context)
    : inspectWord(magic, words.slice(0, index + 1), question, context);
}

/** @param words up to the one that is asked about */
function inspectWord(
  magic: Magic,
  words: readonly Word[],
  { cursor, detail }: Question,
  context: InspectionContext,
): MimeBundle {
  const word = words.at(-1) as Word;
  const option = optionOf(magic, word);
  const argument = option ?? argumentAt(magic, words.slice(0, -1));
  if (argument === undefined) return sheet(usage(magic), []);
  const help = sheet(usage(magic), [["", [[labelOf(magic, argument), describe(argument)]]]]);
  const item = splitList(word).find(({ start, end }) => start <= cursor && cursor <= end) ?? word;
  const value = option === undefined ? valueBundle(argument, plainText(item) ?? "", { detail, context }) : undefined;
  return value === undefined ? help : joined(value, help);
}

function labelOf(magic: Magic, argument: MagicArgument): string {
  return magic.positionals.includes(argument) ? argument.name.toUpperCase() : optionName(argument);
}

function valueBundle(
  { type }: MagicArgument,
  text: string,
  { detail, context }: { readonly detail: Detail; readonly context: InspectionContext },
): MimeBundle | undefined {
  if (type === "crs") return inspectCrs(text);
  if (type !== "layer" && type !== "task") return undefined;
  const numbered = type === "task" && /^\d+$/.test(text) ? context.task(Number(text)) : undefined;
  return bundleOf(text, numbered ?? context.named(text), detail);
}

/** A variable that holds a layer or task, or `layers.NAME`. */
function inspectName({ text, cursor, detail }: Question, context: InspectionContext): MimeBundle | undefined {
  const end = cursor + (/^[\p{ID_Continue}$]*/u.exec(text.slice(cursor))?.[0].length ?? 0);
  const tokens = codeTokens(text.slice(0, end));
  const last = tokens.at(-1);
  if (last?.kind !== "word" || last.end !== end || cursor < last.start) return undefined;
  const [owner, dot] = tokens.slice(-3, -1).map((token) => token.text);
  const { text: name } = last;
  if (dot === "." || dot === "?.")
    return owner === "layers" ? bundleOf(`layers.${name}`, context.named(name), detail) : undefined;
  // what the cell itself declares is not what an earlier one has left under that name
  const declared = new RegExp(
    String.raw`\b(?:const|let|var|function|class)\s+${name.replaceAll("$", String.raw`\$`)}\b`,
    "u",
  );
  return declared.test(text) ? undefined : bundleOf(name, context.variable(name), detail);
}

function bundleOf(name: string, value: Layer | Task | undefined, detail: Detail): MimeBundle | undefined {
  if (value === undefined) return undefined;
  return value instanceof Layer ? inspectLayer(name, value, detail) : inspectTask(name, value, detail);
}
