import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText, splitArguments } from "../../kernel/magics/arguments.ts";
import { splitList } from "../../kernel/magics/command.ts";
import { magicValue, magicWord } from "../../kernel/magics/print-word.ts";

/** What a line's words are read as; expressions of a literal as its value. */
function read(line: string, inBlock: boolean): unknown[] {
  const { words, problem } = splitArguments(line, 0, inBlock);
  if (problem !== undefined) throw problem.error;
  return words.map((word) => {
    const [part] = word.parts;
    return part?.kind === "expression" ? JSON.parse(line.slice(part.start, part.end)) : plainText(word);
  });
}

const tricky = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom("'", '"', "\\", "{", "}", " ", ",", ";", "/", "-", "a", "\n", "\u2028", "?") }),
);

test.each([
  ["roads", "roads"],
  ["data/my roads.geojson", '"data/my roads.geojson"'],
  ["", '""'],
  ["--as", '"--as"'],
  ["a,b", '"a,b"'],
  ["https://x.org/a?b=c", "https://x.org/a?b=c"],
  ["C:\\data\\", String.raw`{"C:\\data\\"}`],
  ["two\nlines", String.raw`{"two\nlines"}`],
])("%j is written %s", (text, word) => {
  expect(magicWord(text)).toBe(word);
});

test("any text is read as itself, wherever it stands", () => {
  fc.assert(
    fc.property(tricky, fc.boolean(), (text, inBlock) => {
      expect(read(`--a ${magicWord(text)} b // note`, inBlock)).toEqual(["--a", text, "b"]);
    }),
    { numRuns: 2000 },
  );
});

test("any list of texts is read as that list", () => {
  fc.assert(
    fc.property(fc.array(tricky.filter((text) => text !== "")), (texts) => {
      const line = magicValue(texts);
      const items = splitList(splitArguments(line, 0, false).words[0]!).flatMap((item) => {
        const [part] = item.parts;
        return part?.kind === "expression" ? (JSON.parse(line.slice(part.start, part.end)) as string) : plainText(item);
      });
      expect(items).toEqual(texts);
    }),
    { numRuns: 1000 },
  );
});
