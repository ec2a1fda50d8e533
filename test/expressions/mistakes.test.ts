import { expect, test } from "vitest";
import { checkCondition, checkExpression } from "../../src/expressions/compile.ts";
import type { Field } from "../../src/layers/layer-data.ts";

const fields: readonly Field[] = [
  { name: "pop_est", type: "integer" },
  { name: "name", type: "string" },
  { name: "day", type: "date" },
];

function messageOf(text: string, check = checkExpression): string {
  try {
    check(text, { fields });
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

test.each([
  ['"popest" * 2', 1, 'there is no field "popest"; the layer has pop_est, name, day. Did you mean "pop_est"?'],
  ['"pop_est" >', 12, "expected a value, but it ends."],
  ["1 + * 2", 5, "expected a value, but there is *."],
  ["lenght(name)", 1, 'there is no function lenght. Did you mean "length"'],
  ["upper()", 1, "upper needs text: upper(text: text): text."],
  ["upper(name, 1)", 13, "this argument is one too many: upper(text: text): text."],
  ["left(name, 'x')", 12, "expected a number, but this is text."],
  ["pop_est = 'many'", 11, "this text is compared with a number, and is none."],
  ["day > 'soon'", 7, "expected a date such as '2024-05-31', but this is text."],
  ["area(name)", 6, "geometry is text; expected a geometry."],
  ["$geometry = $geometry", 1, "a geometry can't be compared with a geometry by =."],
  ["'open", 1, "the text that begins here has no end; add '."],
  ["name ~ '('", 8, "'(' is no regular expression"],
  ["@nothing", 1, "there is no variable @nothing; there are @row_number, @id, @geometry."],
  ["now()", 1, "now() would give another result at each run"],
  ["CASE WHEN 1 THEN 2", 19, "expected WHEN, ELSE or END, but it ends."],
  ["name in 'x'", 9, "expected \"(\", but there is 'x'."],
  ["pop_est # 2", 9, '"#" has no meaning here.'],
])("%s: column %i, %s", (text, column, what) => {
  const message = messageOf(text);
  expect(message).toContain(`at column ${column}: ${what}`);
  expect(message.split("\n")[2]).toMatch(new RegExp(`^ {${column + 1}}\\^`));
});

test("text is no condition", () => {
  expect(messageOf("name", checkCondition)).toContain("expected a condition, but this is text");
  expect(messageOf("pop_est", checkCondition)).toBe("none");
});

test("too deep a nesting is a mistake, not an exhausted stack", () => {
  expect(messageOf("(".repeat(100_000))).toContain("nested more than");
  expect(messageOf("- ".repeat(100_000))).toContain("nested more than");
  expect(messageOf(`${"not ".repeat(100_000)}true`)).toContain("nested more than");
});
