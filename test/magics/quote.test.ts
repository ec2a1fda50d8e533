import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText, splitArguments } from "../../kernel/magics/arguments.ts";
import { quoteWord } from "../../kernel/magics/quote.ts";

const text = fc
  .string({ unit: fc.constantFrom(..."ab ,;/-\"'{}\\😀".split(/(?=[^])/u)) })
  .filter((word) => !word.endsWith("\\"));

test("a quoted word is read as the text it was, whatever stands beside it", () => {
  fc.assert(
    fc.property(text, fc.boolean(), (word, inBlock) => {
      const { words, problem } = splitArguments(` ${quoteWord(word)} next`, 0, inBlock);
      expect(problem).toBeUndefined();
      expect(words.map(plainText)).toEqual([word, "next"]);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["roads", "roads"],
  ["data/cities.geojson", "data/cities.geojson"],
  ["my roads", '"my roads"'],
])("%s is written %s", (word, written) => {
  expect(quoteWord(word)).toBe(written);
});
