import { describe, expect, test } from "vitest";
import { plainText, splitArguments, type Word } from "../../kernel/magics/arguments.ts";
import { splitList } from "../../kernel/magics/command.ts";

/** A word as text, its expressions in ⟨ ⟩. */
function show(text: string, word: Word): string {
  return word.parts
    .map((part) => (part.kind === "text" ? part.text : `⟨${text.slice(part.start, part.end)}⟩`))
    .join("");
}

function split(text: string, inBlock = false): string[] {
  const line = splitArguments(text, 0, inBlock);
  expect(line.problem).toBeUndefined();
  return line.words.map((word) => show(text, word));
}

describe("words", () => {
  test.each<[title: string, text: string, words: string[]]>([
    ["split at blanks and tabs", " a  b\tc ", ["a", "b", "c"]],
    ["nothing", "", []],
    ["single quotes", "'a b' c", ["a b", "c"]],
    ["double quotes", '"a b" c', ["a b", "c"]],
    ["quotes in the middle of a word", "a'b c'd", ["ab cd"]],
    ["the other quote inside quotes", `"it's" 'a "b"'`, ["it's", 'a "b"']],
    ["an empty value", "'' a", ["", "a"]],
    ["a backslash before a quote", String.raw`O\'Brien "say \"hi\""`, ["O'Brien", 'say "hi"']],
    ["other backslashes are literal", String.raw`C:\data\x.geojson`, [String.raw`C:\data\x.geojson`]],
    ["a negative number", "--distance -5", ["--distance", "-5"]],
    ["an address is no comment", "https://x//y z", ["https://x//y", "z"]],
    ["a comment after a blank", "a //b c", ["a"]],
    ["a comment without words", "// b", []],
    ["slashes in quotes", "'a // b'", ["a // b"]],
    ["an expression", "{d}", ["⟨d⟩"]],
    ["an expression as part of a word", "{d}km x{i}-{j}", ["⟨d⟩km", "x⟨i⟩-⟨j⟩"]],
    ["braces inside an expression", "{({ a: { b: 1 } }).a.b} c", ["⟨({ a: { b: 1 } }).a.b⟩", "c"]],
    ["braces in strings inside an expression", "{f('}', \"}\", `}${'}'}`)} c", ["⟨f('}', \"}\", `}${'}'}`)⟩", "c"]],
    ["a regular expression inside an expression", "{s.replace(/}/g, '')}", ["⟨s.replace(/}/g, '')⟩"]],
    ["blanks and await inside an expression", "{await f(1, 2)} c", ["⟨await f(1, 2)⟩", "c"]],
    ["an expression over two lines", "{f(\n1)} c", ["⟨f(\n1)⟩", "c"]],
    ["an expression in quotes", '"{dir}/my file"', ["⟨dir⟩/my file"]],
    ["a doubled brace", "{{a", ["{a"]],
    ["doubled braces around text", "{{a}} b", ["{a}", "b"]],
    ["a closing brace outside of blocks", "a}b", ["a}b"]],
    ["a backslash at the end continues", "a \\\n  b", ["a", "b"]],
    ["also with Windows line ends", "a \\\r\n  b", ["a", "b"]],
    ["it may split a word", "ab\\\ncd", ["abcd"]],
    ["a line break ends", "a\nb", ["a"]],
    ["a semicolon before a blank ends", "a; b", ["a"]],
    ["a semicolon inside a word does not", "a;b c;", ["a;b", "c"]],
  ])("%s", (_, text, words) => {
    expect(split(text)).toEqual(words);
  });

  test.each<[title: string, text: string, words: string[], end: number]>([
    ["after a blank", "a } b", ["a"], 2],
    ["right after a word", "a} b", ["a"], 1],
    ["after an expression", "{d}km}", ["⟨d⟩km"], 5],
    ["not in quotes", "'}' }", ["}"], 4],
    ["not after a doubled brace", "{{a}} }", ["{a}"], 6],
    ["a comment hides it", "a // }", ["a"], 6],
  ])("in a block a closing brace ends the magic: %s", (_, text, words, end) => {
    expect(split(text, true)).toEqual(words);
    expect(splitArguments(text, 0, true).end).toBe(end);
  });

  test("know where they stand", () => {
    const text = `xx "a b"{c}d e`;
    const { words } = splitArguments(text, 2, false);
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual([`"a b"{c}d`, "e"]);
    expect(words[0]?.parts.map(({ start, end }) => text.slice(start, end))).toEqual(["a b", "c", "d"]);
  });
});

test.each<[title: string, text: string, code: string, start: number]>([
  [
    "a quote that is not closed",
    "a 'b",
    "The quote ' is not closed. Close it on the same line, or write \\' for the character itself.",
    2,
  ],
  [
    "a quote that its backslash keeps open",
    String.raw`"C:\dir\"`,
    String.raw`The quote " is not closed. Close it on the same line, or write \" for the character itself.`,
    0,
  ],
  [
    "a brace that is not closed",
    "a {b",
    "The { is not closed. Close the expression with }, or write {{ for the character itself.",
    2,
  ],
  ["an empty expression", "{ }", "Between { and } belongs a TypeScript expression. Write {{ for the character {.", 0],
])("%s is refused", (_, text, message, start) => {
  expect(splitArguments(text, 0, false).problem).toMatchObject({ error: { code: "MAGIC_SYNTAX", message }, start });
});

test.each<[text: string, items: string[]]>([
  ["a,b", ["a", "b"]],
  ["a,'b,c',d", ["a", "b,c", "d"]],
  ["{x},b", ["⟨x⟩", "b"]],
  ["a{x},b", ["a⟨x⟩", "b"]],
  ["a,,b,", ["a", "b"]],
])("a list %s has its items between commas", (text, items) => {
  const [word] = splitArguments(text, 0, false).words;
  expect(splitList(word as Word).map((item) => show(text, item))).toEqual(items);
});

test("only a word without expressions has plain text", () => {
  const { words } = splitArguments("'a'b {c}", 0, false);
  expect(words.map(plainText)).toEqual(["ab", undefined]);
});
