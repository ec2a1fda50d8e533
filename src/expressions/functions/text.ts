import { defined } from "../function-definition.ts";
import { regexOf } from "../patterns.ts";
import { toText } from "../../layers/mixed-values.ts";
import { noConversion } from "../runtime-values.ts";

export const TEXT = defined("String", {
  "upper(text: text): text": ["In capitals.", (text: string) => text.toUpperCase()],
  "lower(text: text): text": ["In small letters.", (text: string) => text.toLowerCase()],
  "title(text: text): text": [
    "The first letter of each word as a capital, the others small.",
    (text: string) => text.toLowerCase().replaceAll(/(?<![\p{L}\p{N}_'’])\p{L}/gu, (letter) => letter.toUpperCase()),
  ],
  "trim(text: text): text": ["Without spaces at both ends.", (text: string) => text.trim()],
  "ltrim(text: text, characters?: text): text": [
    "Without spaces, or the given characters, at its start.",
    (text: string, characters = " \t\n\r") => text.slice(leading(text, characters)),
  ],
  "rtrim(text: text, characters?: text): text": [
    "Without spaces, or the given characters, at its end.",
    (text: string, characters = " \t\n\r") => text.slice(0, text.length - trailing(text, characters)),
  ],
  "char(code: integer): text": ["The character of a Unicode number.", (code: number) => String.fromCodePoint(code)],
  "ascii(text: text): integer": [
    "The Unicode number of the first character.",
    (text: string) => text.codePointAt(0) ?? null,
  ],
  "left(text: text, length: integer): text": [
    "Its first characters.",
    (text: string, length: number) => (length < 0 ? text : text.slice(0, length)),
  ],
  "right(text: text, length: integer): text": [
    "Its last characters.",
    (text: string, length: number) => (length < 0 ? text : text.slice(Math.max(0, text.length - length))),
  ],
  "substr(text: text, start: integer, length?: integer): text": [
    "A part of it; the first character is 1, and a negative start counts from the end.",
    substr,
  ],
  "strpos(haystack: text, needle: text): integer": [
    "Where a text begins in another, from 1; 0 where it isn't there.",
    (haystack: string, needle: string) => haystack.indexOf(needle) + 1,
  ],
  "lpad(text: text, width: integer, fill: text): text": [
    "Filled at its start up to a width, cut where it is longer.",
    (text: string, width: number, fill: string) => text.slice(0, width).padStart(width, fill[0]),
  ],
  "rpad(text: text, width: integer, fill: text): text": [
    "Filled at its end up to a width, cut where it is longer.",
    (text: string, width: number, fill: string) => text.slice(0, width).padEnd(width, fill[0]),
  ],
  "repeat(text: text, number: integer): text": ["Several times.", repeat],
  "reverse(text: text): text": ["From its end.", (text: string) => Array.from(text).toReversed().join("")],
  "concat(...values: any): text": [
    "One text of all values; NULL counts as nothing.",
    (...values: unknown[]) =>
      values.map((value) => (value === null || value === undefined ? "" : toText(value))).join(""),
    "takes NULL",
  ],
  "replace(text: text, before: any, after?: any): text": [
    "With all of a text replaced; several by a list of texts and one of what comes in their place, or by a map.",
    replace,
  ],
  "regexp_replace(text: text, pattern: text, replacement: text): text": [
    "With what a regular expression finds replaced; \\1 is its first group.",
    (text: string, pattern: string, replacement: string) =>
      text.replaceAll(regexOf(pattern, "g"), replacement.replaceAll("$", "$$$$").replaceAll(/\\(\d)/g, "$$$1")),
  ],
  "regexp_substr(text: text, pattern: text): text": [
    "The first group, or all, that a regular expression finds; empty where it finds nothing.",
    (text: string, pattern: string) => {
      const found = regexOf(pattern).exec(text);
      return found?.[1] ?? found?.[0] ?? "";
    },
  ],
  "regexp_match(text: text, pattern: text): integer": [
    "Where a regular expression fits, from 1; 0 where it doesn't.",
    (text: string, pattern: string) => text.search(regexOf(pattern)) + 1,
  ],
  "regexp_matches(text: text, pattern: text): list": [
    "The groups of a regular expression, or what it finds.",
    (text: string, pattern: string) => {
      const found = regexOf(pattern).exec(text);
      if (found === null) return null;
      return found.length > 1 ? found.slice(1).map((part) => part ?? "") : [found[0]];
    },
  ],
  "wordwrap(text: text, width: integer): text": [
    "On lines of at most so many characters, where there are spaces.",
    wordwrap,
  ],
  "format(text: text, ...values: any): text": [
    "With %1, %2 … replaced by the values.",
    (text: string, ...values: unknown[]) =>
      text.replaceAll(/%(\d\d?)/g, (mark, index) =>
        values[Number(index) - 1] === undefined ? mark : toText(values[Number(index) - 1]),
      ),
  ],
  "levenshtein(a: text, b: text): integer": ["How many letters differ: replaced, added or left out.", levenshtein],
  "substr_count(text: text, part: text): integer": [
    "How often a text is in another.",
    (text: string, part: string) => (part === "" ? 0 : text.split(part).length - 1),
  ],
});

function leading(text: string, characters: string): number {
  let at = 0;
  while (at < text.length && characters.includes(text[at]!)) at++;
  return at;
}

function trailing(text: string, characters: string): number {
  let count = 0;
  while (count < text.length && characters.includes(text[text.length - 1 - count]!)) count++;
  return count;
}

function substr(text: string, start: number, length?: number): string {
  const from = start > 0 ? start - 1 : start < 0 ? Math.max(0, text.length + start) : 0;
  if (length === undefined) return text.slice(from);
  return length < 0 ? text.slice(from, Math.max(from, text.length + length)) : text.slice(from, from + length);
}

/** A number of repetitions by mistake would fill the memory of the lane. */
function repeat(text: string, times: number): string {
  if (times < 0 || times * text.length > 1e6)
    throw noConversion(times, "a number of repetitions from 0 to a million letters");
  return text.repeat(times);
}

function replace(text: string, before: unknown, after: unknown = ""): string {
  return pairsOf(before, after).reduce(
    (made, [from, to]) => (from === "" ? made : made.replaceAll(from, () => to)),
    text,
  );
}

/** Longer texts of a map come first, so that parts of them don't get in their way. */
function pairsOf(before: unknown, after: unknown): (readonly [string, string])[] {
  if (Array.isArray(before)) {
    const to = Array.isArray(after) ? (after as unknown[]) : before.map(() => after);
    if (to.length !== before.length) throw noConversion(after, `a list of ${before.length} texts`);
    return before.map((from, index) => [toText(from), toText(to[index])]);
  }
  if (typeof before !== "object" || before === null) return [[toText(before), toText(after)]];
  const pairs = Object.entries(before).map(([from, to]) => [from, toText(to)] as const);
  return pairs.toSorted(([a], [b]) => b.length - a.length);
}

function wordwrap(text: string, width: number): string {
  if (width <= 0) return text;
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    let made = "";
    for (const word of line.split(" ")) {
      if (made !== "" && made.length + 1 + word.length > width) {
        lines.push(made);
        made = word;
      } else made = made === "" ? word : `${made} ${word}`;
    }
    lines.push(made);
  }
  return lines.join("\n");
}

function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
