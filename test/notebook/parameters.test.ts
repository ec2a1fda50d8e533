import { expect, test } from "vitest";
import type { Notebook } from "../../src/notebook/notebook-format.ts";
import { parseParameters, withParameters } from "../../src/notebook/parameters.ts";
import { parseNotebook } from "../../src/notebook/read-notebook.ts";

function notebook(...cells: readonly (readonly [source: string, tag?: string])[]): Notebook {
  const list = cells.map(([source, tag], index) => ({
    id: `c${index}`,
    cell_type: "code",
    metadata: tag === undefined ? {} : { tags: [tag] },
    execution_count: null,
    outputs: [],
    source,
  }));
  return parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: list }), "n.ipynb");
}

/** The code that sets `n`, which the cell declares so. */
function setting(declared: string, text: string): string | undefined {
  const { cells } = withParameters(notebook([declared, "parameters"]), parseParameters([text]));
  return cells[1]?.source.replace("// Parameters\n", "").replace(/\nvoid 0;$/, "");
}

test.each([
  ["n=500", "500"],
  ["n=-2.5e3", "-2500"],
  ["n=true", "true"],
  ["n=True", "true"],
  ["n=False", "false"],
  ['n="False"', '"False"'],
  ["n=null", "null"],
  ['n=[1, {"a": 2}]', '[1,{"a":2}]'],
  ["n=roads", '"roads"'],
  ['n="500"', '"500"'],
  ["n=", '""'],
  ["n=a=b", '"a=b"'],
  ["n=a\nb", '"a\\nb"'],
])("-p %j is typed", (text, code) => {
  expect(setting("let n: any", text)).toBe(`n = ${code};`);
});

test.each([
  ["let n = 'a'", "n=500", '"500"'],
  ["let n: string", "n=007", '"007"'],
  ['let n: "a" | "False"', "n=False", '"False"'],
  ["let n: string | undefined", 'n="500"', '"500"'],
  ["let n = 1", "n=007", "7"],
  ["let n = 1", "n=abc", '"abc"'],
  ["let n: number | null = null", "n=1e3", "1000"],
  ["let n = 1n", "n=9007199254740993", "9007199254740993n"],
  ["let n: bigint", "n=5", "5n"],
  ["let flag = true, n = false", "n=False", "false"],
])("after %j, -p %j is %s", (declared, text, code) => {
  expect(setting(declared, text)).toBe(`n = ${code};`);
});

test("a number that no number holds exactly is refused", () => {
  expect(() => setting("let n = 1", "n=9007199254740993")).toThrow("-p n is 9007199254740993, which no number holds");
});

test.each([
  ["const n = 1", "n=2", "let n: number = 2;"],
  ["const n: 1 | 2 = 1", "n=2", "let n: 1 | 2 = 2;"],
  ["const m = new Map<string, number>([]), n = `a`, o = 1", "n=2", 'let n: string = "2";'],
  ["const n: Record<string, number> = {}", "n={}", "let n: Record<string, number> = {};"],
  ["const n = [1, 2];", "n=[3]", "let n: number[] = [3];"],
  ["const { n, o } = { n: 1, o: 2 }", "n=3", "let n = 3;"],
  ["// const n = 'a'\nif (true) { const n = 'b' }\nconst n = 1", "n=3", "let n: number = 3;"],
  ["const o = 'const n = 1;'\nlet n = /* = */ true", "n=false", "n = false;"],
  ["const o: (x: number) => number = (x) => x,\n  n = 4", "n=3", "let n: number = 3;"],
  ["const o = f(1, 2)\nvar n: string;", "n=3", 'n = "3";'],
  ["export const n = -1.5e3; // of the layer", "n=3", "let n: number = 3;"],
])("what %j declares is set by -p %j as %j", (declared, text, code) => {
  expect(setting(declared, text)).toBe(code);
});

test.each(["n", "=5", "2n=5", "a b=5"])("-p %j is refused", (text) => {
  expect(() => parseParameters([text])).toThrow(`-p is "${text}"; expected NAME=VALUE, such as distance=500.`);
});

test("the values are set in a cell after the one that is tagged", () => {
  const before = notebook(["// title"], ["const distance = 250, name = 'x';", "parameters"], ["distance"]);
  const { cells } = withParameters(before, { distance: "500", name: 'quo"te' });
  expect(cells.map(({ source }) => source)).toEqual([
    "// title",
    "const distance = 250, name = 'x';",
    '// Parameters\nlet distance: number = 500;\nlet name: string = "quo\\"te";',
    "distance",
  ]);
  expect(cells[2]?.metadata).toEqual({ tags: ["injected-parameters"] });
});

test("the cell of an earlier run is replaced", () => {
  const before = notebook(["let n = 1", "parameters"], ["let n = 2", "injected-parameters"], ["n"]);
  expect(withParameters(before, { n: "3" }).cells.map(({ source }) => source)).toEqual([
    "let n = 1",
    "// Parameters\nn = 3;\nvoid 0;",
    "n",
  ]);
});

test.each([
  [["let n = 1"] as const, 'no cell is tagged "parameters". Give the cell that declares distnace the tag'],
  [["let distance = 1; distnace", "parameters"] as const, 'has no variable "distnace". Did you mean "distance"?'],
])("parameters that %j does not have are refused", (cell, message) => {
  expect(() => withParameters(notebook(cell), { distnace: "3" })).toThrow(message);
});
