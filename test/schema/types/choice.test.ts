import { expect, test } from "vitest";
import { choice } from "../../../src/schema/types/choice.ts";
import { printed, read } from "../read-type.ts";

const operator = choice(["=", "!=", ">", "begins-with"], { doc: "How", default: "=" });

test.each([
  ["=", "="],
  ["!=", "!="],
  [2, ">"],
  ["BEGINS_WITH", "begins-with"],
  ["3", "begins-with"],
])("%s means %s", (given, value) => {
  expect(read(operator, given)).toBe(value);
});

test("signs have no spellings", () => {
  expect(() => read(operator, "<")).toThrow("expected = (0), != (1), > (2), begins-with (3)");
});

test("an index is printed as the name", () => {
  expect(printed(operator, 2).code).toBe('">"');
});
