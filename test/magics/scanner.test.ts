import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findMagics } from "../../kernel/magics/find-magics.ts";

/** The magics of a text, as they stand there; a value magic has a = in front. */
function magicsOf(text: string, operands: readonly string[] = []): string[] {
  return findMagics(text, (name) => operands.includes(name)).magics.map(
    ({ role, start, end }) => `${role === "value" ? "=" : ""}${text.slice(start, end)}`,
  );
}

describe("a line magic starts where a statement may start", () => {
  test.each<[title: string, text: string, magics: string[]]>([
    ["at the start of the cell", "%tasks", ["%tasks"]],
    ["indented", "   %tasks", ["%tasks"]],
    ["after blank lines and comments", "\n// c\n/* d */ %tasks", ["%tasks"]],
    ["on the line after a statement with a semicolon", "a;\n%tasks", ["%tasks"]],
    ["on the same line after a semicolon", "a; %tasks", ["%tasks"]],
    ["on the line after a statement without one", "const x = 5\n%tasks", ["%tasks"]],
    ["after a call", "f(1)\n%tasks", ["%tasks"]],
    ["after an array", "const a = [1]\n%tasks", ["%tasks"]],
    ["after an object", "const a = { b: 1 }\n%tasks", ["%tasks"]],
    ["after a string", "import x from 'y'\n%tasks", ["%tasks"]],
    ["after a template", "const t = `a${b}c`\n%tasks", ["%tasks"]],
    ["after i++", "i++\n%tasks", ["%tasks"]],
    ["after x!", "x!\n%tasks", ["%tasks"]],
    ["after a declaration with a generic type", "let x: Array<number>\n%tasks", ["%tasks"]],
    ["after as const", "const a = [1] as const\n%tasks", ["%tasks"]],
    ["after return", "function f() {\n  return\n  %tasks\n}", ["%tasks"]],
    ["after break", "for (;;) { break\n%tasks }", ["%tasks "]],
    ["several in a row", "%tasks\n%layers\n\n%map", ["%tasks", "%layers", "%map"]],
    ["in a block", "if (x) {\n  %tasks\n}", ["%tasks"]],
    ["in a block on one line", "for (const d of [1]) { %buffer r --distance {d}km }", ["%buffer r --distance {d}km "]],
    ["in nested blocks on one line", "if (a) { for (;;) { %wait }}", ["%wait "]],
    ["after a closed block", "if (a) { b() }\n%tasks", ["%tasks"]],
    ["after a closed block on the same line", "if (a) { b() } %tasks", ["%tasks"]],
    [
      "after the parenthesis of if, for and while",
      "if (a) %tasks\nfor (;;) %layers\nwhile (x) %wait",
      ["%tasks", "%layers", "%wait"],
    ],
    ["after else and do", "if (a) {} else %tasks\ndo %layers\nwhile (x)", ["%tasks", "%layers"]],
    [
      "after a label and a case",
      "l: %tasks\nswitch (x) { case 1: %layers\n default: %map\n }",
      ["%tasks", "%layers", "%map"],
    ],
    ["in a function with a return type", "function f(a: string): Promise<void> { %tasks\n}", ["%tasks"]],
    ["in a function that returns void", "function f(): void { %tasks\n}", ["%tasks"]],
    ["in an arrow function", "const f = async () => { %tasks\n}\n%layers", ["%tasks", "%layers"]],
    ["in a callback inside parentheses", "a.forEach((x) => { %tasks })", ["%tasks "]],
    ["in a method", "class A extends B {\n  m() { %tasks\n }\n}", ["%tasks"]],
    ["after a class", "class A { x = 1 }\n%tasks", ["%tasks"]],
    ["after an interface", "interface A { x: number }\n%tasks", ["%tasks"]],
    ["after a type", "type A = { x: number }\n%tasks", ["%tasks"]],
    ["after try and catch", "try { %tasks } catch { %layers } finally { %map }", ["%tasks ", "%layers ", "%map "]],
    ["after a regular expression", "const r = /[/`%]/g\n%tasks", ["%tasks"]],
    ["with a comment", "%tasks // all of `them`\n%layers", ["%tasks // all of `them`", "%layers"]],
    ["continued by a backslash", "%buffer r \\\n  --distance 5\n%tasks", ["%buffer r \\\n  --distance 5", "%tasks"]],
    ["up to a semicolon before a blank", "%tasks; a", ["%tasks"]],
    ["with Windows line ends", "%tasks\r\n%layers\r\n", ["%tasks", "%layers"]],
  ])("%s", (_, text, magics) => {
    expect(magicsOf(text)).toEqual(magics);
  });
});

describe("a magic is a value after =, await and return", () => {
  test.each<[title: string, text: string, magics: string[]]>([
    ["const", "const t = %buffer r --distance 5m; t", ["=%buffer r --distance 5m"]],
    ["let", "let t = %buffer r", ["=%buffer r"]],
    ["a declaration with a type", "let t: Task<Layer> = %buffer r", ["=%buffer r"]],
    ["an assignment", "t = %buffer r", ["=%buffer r"]],
    ["await", "await %buffer r", ["=%buffer r"]],
    ["const and await", "const l = await %load x y", ["=%load x y"]],
    ["return", "function f() { return %buffer r }", ["=%buffer r "]],
    ["export", "export const t = %buffer r", ["=%buffer r"]],
  ])("%s", (_, text, magics) => {
    expect(magicsOf(text)).toEqual(magics);
  });
});

describe("everything else stays TypeScript", () => {
  test.each<[title: string, text: string]>([
    ["a remainder on one line", "a %b"],
    ["a remainder with blanks", "a\n% b"],
    ["a remainder after an operator", "a +\n%b"],
    ["after a comma", "f(a,\n%b)"],
    ["inside parentheses", "(a\n%b)"],
    ["inside an index", "x[a\n%b]"],
    ["inside an object", "const o = { a: 1\n%b }"],
    ["a template with a cell magic in it", "const s = `\n%%task x\n%buffer r\n`"],
    ["a template inside a template", "`${`\n%tasks`}\n%tasks`"],
    ["a string", "'%tasks'; \"%tasks\""],
    ["a line comment", "// x\n//%tasks"],
    ["a block comment", "/*\n%tasks\n*/"],
    ["an expression in a template", "`${a\n%b}`"],
    ["a percent sign before a number", "a;\n%5"],
    ["an assignment operator", "a\n%=b"],
    ["after +=", "a += %b"],
    ["after an arrow", "const f = () => %b"],
    ["after a question mark", "const f = a ? %b : 1"],
    ["a class field", "class A { x\n%b }"],
    ["a division that looks like a regular expression", "const x = a / b / c; `\n%tasks`"],
    ["an unclosed string", "'abc\n+%b"],
  ])("%s", (_, text) => {
    expect(magicsOf(text)).toEqual([]);
  });

  test("a remainder of two variables over two lines", () => {
    expect(magicsOf("total\n%count", ["count"])).toEqual([]);
  });
});

describe("a cell magic takes the whole cell", () => {
  test.each<[title: string, text: string, header: string]>([
    ["on the first line", "%%task x --input r\n%tasks\n`", "%%task x --input r"],
    ["below blank lines", "\n  \n%%task x\nreturn 1", "\n  \n%%task x"],
    ["with a continued line", "%%task x \\\n --input r\nbody", "%%task x \\\n --input r"],
  ])("%s", (_, text, header) => {
    const { magics } = findMagics(text, () => false);
    expect(magics).toMatchObject([{ name: "task", double: true, end: text.length, body: { start: header.length } }]);
  });
});

describe("real TypeScript", () => {
  const files = ["kernel", "src"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(folder, name)),
  );

  test.each(files)("%s has no magics, and one is found behind it", (file) => {
    const text = readFileSync(file, "utf8");
    expect(magicsOf(text)).toEqual([]);
    expect(magicsOf(`${text}\n%tasks`)).toEqual(["%tasks"]);
  });
});
