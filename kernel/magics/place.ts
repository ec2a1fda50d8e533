import { optionName } from "../../src/schema/names.ts";
import { plainText, splitArguments, type Word } from "./arguments.ts";
import type { Magic, MagicArgument } from "./magic.ts";
import { splitList } from "./command.ts";
import { endOfLine, endOfName, findMagics } from "./find-magics.ts";
import type { MagicSite } from "./scanner.ts";

/** Where in a magic the cursor stands, as far as words can tell. */
export type CursorPlace =
  /** In the name, which begins at `start`. */
  | { readonly type: "name"; readonly double: boolean; readonly start: number; readonly typed: string }
  /** In a word that `words` come before. It begins at `start`, its quote included; `typed` is its text so far. */
  | {
      readonly type: "word";
      readonly site: MagicSite;
      readonly words: readonly Word[];
      readonly start: number;
      readonly typed: string;
      /** Of a list, what stands behind the last comma. */
      readonly item: { readonly start: number; readonly typed: string };
    };

/** The place at the text's end; undefined outside of magics, and inside `{expressions}`, where TypeScript helps. */
export function findPlace(text: string): CursorPlace | undefined {
  const [, before = "", sign = "", typed = ""] = /^([^]*?)(%%?)(\w*(?:-\w*)*)$/u.exec(text) ?? [];
  if (sign !== "") {
    // A lone percent sign is no magic yet; with a letter after it, the scanner says whether it would be one.
    const isMagic = magicSites(`${text}x`).at(-1)?.start === before.length;
    return isMagic ? { type: "name", double: sign === "%%", start: before.length + sign.length, typed } : undefined;
  }
  const site = magicSites(text).at(-1);
  return site === undefined || endOfLine(site) !== text.length ? undefined : findWord(text, site);
}

function findWord(text: string, site: MagicSite): CursorPlace | undefined {
  const { words } = splitArguments(text, endOfName(site), site.inBlock);
  const last = words.at(-1);
  if (last === undefined || last.end < text.length) {
    const nothing = { start: text.length, typed: "" };
    return { type: "word", site, words, ...nothing, item: nothing };
  }
  if (last.parts.some(({ kind }) => kind === "expression")) return undefined;
  const word = { start: last.start, typed: plainText(last) ?? "" };
  return { type: "word", site, words: words.slice(0, -1), ...word, item: lastItem(text, last) };
}

function lastItem(text: string, word: Word): { readonly start: number; readonly typed: string } {
  const item = splitList(word).at(-1);
  const endsWithComma = text.endsWith(",") && word.parts.at(-1)?.kind === "text" && isUnquoted(word);
  if (item === undefined || endsWithComma) return { start: text.length, typed: "" };
  const [first] = item.parts;
  const isQuoted = first?.kind === "text" && first.quoted;
  return { start: isQuoted ? item.start - 1 : item.start, typed: plainText(item) ?? "" };
}

function isUnquoted({ parts }: Word): boolean {
  const last = parts.at(-1);
  return last?.kind === "text" && !last.quoted;
}

/** All magics of a text, also of one that ends in the middle of something. */
export function magicSites(text: string): readonly MagicSite[] {
  return findMagics(text, () => false).magics;
}

/** The argument that a word after `words` is for, given what they are. */
export function argumentAt(magic: Magic, words: readonly Word[]): MagicArgument | undefined {
  const position = countPositionals(magic, words);
  return (
    optionBefore(magic, words.at(-1)) ??
    magic.positionals[position] ??
    magic.positionals.findLast(({ many }) => many === true)
  );
}

/** The words given so far for a positional argument, such as the first input. */
export function positionalWords(magic: Magic, words: readonly Word[]): readonly Word[] {
  return words.filter((word, index) => isPositional(magic, word, words[index - 1]));
}

/** The words given so far for an argument by name: behind its option, or, of a positional, in its place. */
export function wordsOf(magic: Magic, name: string, words: readonly Word[]): readonly Word[] {
  const named = words.filter((_, index) => optionBefore(magic, words[index - 1])?.name === name);
  const position = magic.positionals.findIndex((argument) => argument.name === name);
  return named.length > 0 || position < 0 ? named : positionalWords(magic, words).slice(position, position + 1);
}

export function optionOf(magic: Magic, word: Word): MagicArgument | undefined {
  const text = plainText(word);
  return [...magic.options, ...magic.positionals].find((candidate) => optionName(candidate) === text);
}

/** The option whose value the next word is. */
export function optionBefore(magic: Magic, word: Word | undefined): MagicArgument | undefined {
  const option = word === undefined ? undefined : optionOf(magic, word);
  return option?.type === "flag" ? undefined : option;
}

function countPositionals(magic: Magic, words: readonly Word[]): number {
  return positionalWords(magic, words).length;
}

function isPositional(magic: Magic, word: Word, before: Word | undefined): boolean {
  const isOption = optionOf(magic, word) !== undefined || plainText(word)?.startsWith("--") === true;
  return !isOption && optionBefore(magic, before) === undefined;
}
