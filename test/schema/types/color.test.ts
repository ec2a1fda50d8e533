import { expect, test } from "vitest";
import { color } from "../../../src/schema/types/color.ts";
import { printed, read } from "../read-type.ts";

const fill = color({ doc: "Fill" });

test.each([
  ["#0072B2", "#0072b2"],
  ["#f00", "#ff0000"],
  ["steelblue", "#4682b4"],
  [" Red ", "#ff0000"],
  ["rgb(1, 2, 3)", "#010203"],
])("%s is %s", (given, value) => {
  expect(read(fill, given)).toBe(value);
});

test.each(["blu", "#12345", "none", "", 3])("%j is refused", (given) => {
  expect(() => read(fill, given)).toThrow(/sample: given is .*expected a colour such as "#0072b2"/);
});

test("none is one where it may be", () => {
  expect(read(color({ none: true, doc: "Outline" }), "None")).toBe("none");
});

test("history prints it as it is drawn", () => {
  expect(printed(fill, "red").code).toBe('"#ff0000"');
});
