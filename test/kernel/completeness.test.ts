import * as compiler from "typescript-6";
import { expect, test } from "vitest";
import { completeness } from "../../kernel/cells/completeness.ts";

test.each([
  ["if (x) {\n  y()", "  "],
  ["const o = {", "  "],
  ["  f(", "    "],
  ["a +", ""],
  ["const", ""],
  ["a;\nlet ", ""],
  ["const s = 'goes on \\\n", ""],
])("after %j a console indents by %j", (code, indent) => {
  expect(completeness(compiler, code)).toEqual({ status: "incomplete", indent });
});

test.each(["", "// nothing", "const a = 1;", "await x", "type T = { a: 1 }"])("%j is complete", (code) => {
  expect(completeness(compiler, code)).toEqual({ status: "complete" });
});

test.each(["1 +* 2", "const = 1", "}", "const a = 1; 'open", 'f("open', "/open"])("%j is invalid", (code) => {
  expect(completeness(compiler, code)).toEqual({ status: "invalid" });
});
