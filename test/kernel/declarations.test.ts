import * as compiler from "typescript-6";
import { expect, test } from "vitest";
import { Declarations } from "../../kernel/cells/declarations.ts";

/** What is declared after a cell that has not come to the declarations of `missing`. */
function afterCell(before: string, declarations: string, missing: readonly string[]): string[] {
  const all = new Declarations(compiler, before);
  all.cellRan(declarations, missing);
  return all.text.split("\n").filter((line) => line !== "");
}

test("a cell that ran to its end declares all it has", () => {
  expect(afterCell("declare const a: string;", "declare const a: number;", [])).toEqual(["declare const a: number;"]);
});

test.each([
  [
    "a variable among others",
    "declare const a: number, b: string, c: boolean;",
    "declare const a: number, c: boolean;",
  ],
  ["a function", "declare function a(): void;\ndeclare function b(): void;", "declare function a(): void;"],
  ["a class", "declare class b {\n}\ninterface C {\n}", "interface C {\n}"],
  ["an enum", "declare enum b {\n    X = 0\n}\ntype T = 1;", "type T = 1;"],
  ["a namespace", "declare namespace b {\n    const x = 1;\n}\ntype T = 1;", "type T = 1;"],
  ["a default import", 'import b, { d as c } from "m";', 'import { d as c } from "m";'],
  ["a named import", 'import a, { b, d as c } from "m";', 'import a, { d as c } from "m";'],
  ["a whole module", 'import * as b from "m";\ntype T = 1;', "type T = 1;"],
])("%s that was not reached is left out", (_, declarations, rest) => {
  expect(afterCell("", declarations, ["b"])).toEqual(rest.split("\n"));
});

test("a type of the same name as a missing value stays", () => {
  const type = "interface b {\n    x: number;\n}";
  expect(afterCell("", `${type}\ndeclare const b: b;`, ["b"])).toEqual(type.split("\n"));
});

test("the earlier declaration of a missing name is taken up again, and no other", () => {
  const before = 'import x, { y } from "m";\ndeclare let a: string, b: string;\ntype b = 1;';
  expect(afterCell(before, "declare const a: number, b: number, x: 1;", ["b", "x"])).toEqual([
    "declare const a: number;",
    'import x from "m";',
    "declare let b: string;",
  ]);
});

test("an interface that is declared anew while a cell runs is the new one after it", () => {
  const all = new Declarations(compiler, "export interface Extra {\n}");
  all.declare("Extra", "export interface Extra {\n  more: $1;\n}");
  all.cellRan("declare const a: number;\nexport interface Extra {\n}", []);
  expect(all.text).toBe("declare const a: number;\nexport interface Extra {\n  more: $1;\n}");
});
