import compiler from "typescript-6";
import { expect, test } from "vitest";
import { ExportedNames } from "../../kernel/cells/exported-names.ts";

test.each([
  ["1 + 1", undefined],
  ["{ let inner = 1 }", undefined],
  ["const { a, b: [c] } = x; let d", "a, c, d"],
  ["function f() { var inner }\nclass C {}\nenum E {}", "f, C, E"],
  ["interface I {}\ntype T = I", "I, T"],
  ["import a, { b as c } from 'm'; import * as d from 'm'", "a, c, d"],
  ["if (x) { var y }", "y"],
  ["const a = 1 // why", "a"],
])("of the names in %j a cell exports %s", (code, names) => {
  const exported = names === undefined ? code : `${code}\nexport {${names}}`;
  expect(new ExportedNames(compiler).append(code)).toBe(exported);
});
