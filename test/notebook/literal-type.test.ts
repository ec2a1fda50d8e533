import { expect, test } from "vitest";
import { literalType } from "../../src/notebook/literal-type.ts";

// as TypeScript 6 says the type of `let x = …`, but for the names of its unions' order
test.each([
  ["[1, -2.5]", "number[]"],
  ["['a', 1, `b`]", "(string | number)[]"],
  ["[[1n], [2n]]", "bigint[][]"],
  ["{ a: 1, 'b c': [true], d: { e: '' } }", "{ a: number; 'b c': boolean[]; d: { e: string } }"],
])("%s is %s", (code, type) => {
  expect(literalType(code)).toBe(type);
});

test.each([
  "[]",
  "{}",
  "[null]",
  "[1, ...more]",
  "{ [key]: 1 }",
  "{ get a() { return 1; } }",
  "[1 as number]",
  "f()",
  "",
])("of %s nothing is said", (code) => {
  expect(literalType(code)).toBeUndefined();
});
