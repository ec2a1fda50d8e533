import { expect, test } from "vitest";
import { numbers } from "../../../src/schema/types/numbers.ts";
import { printed, read } from "../read-type.ts";

const sizes = numbers({ doc: "Sizes", min: 0, most: 3 });

test.each([
  ["1,2", [1, 2]],
  ["1; 2.5 ;3", [1, 2.5, 3]],
  [4, [4]],
  [
    [1, "2"],
    [1, 2],
  ],
])("%j is read", (given, value) => {
  expect(read(sizes, given)).toEqual(value);
});

test.each(["", "1,x", "-1", "1,2,3,4", {}])("%j is refused", (given) => {
  expect(() => read(sizes, given)).toThrow(/given is .*expected numbers by commas of 0 or more, at most 3/);
});

test("history prints a list", () => {
  expect(printed(sizes, "1,2").code).toBe("[1,2]");
});
