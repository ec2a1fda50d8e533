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

test.each([
  ["n=500", { n: 500 }],
  ["n=-2.5e3", { n: -2500 }],
  ["on=true", { on: true }],
  ["on=True", { on: true }],
  ["on=False", { on: false }],
  ['name="False"', { name: "False" }],
  ["gone=null", { gone: null }],
  ['list=[1, {"a": 2}]', { list: [1, { a: 2 }] }],
  ["name=roads", { name: "roads" }],
  ['name="500"', { name: "500" }],
  ["name=", { name: "" }],
  ["formula=a=b", { formula: "a=b" }],
  ["path=a\nb", { path: "a\nb" }],
])("-p %j is typed", (text, parameters) => {
  expect(parseParameters([text])).toEqual(parameters);
});

test.each(["n", "=5", "2n=5", "a b=5"])("-p %j is refused", (text) => {
  expect(() => parseParameters([text])).toThrow(`-p is "${text}"; expected NAME=VALUE, such as distance=500.`);
});

test("the values are set in a cell after the one that is tagged", () => {
  const before = notebook(["// title"], ["const distance = 250, name = 'x';", "parameters"], ["distance"]);
  const { cells } = withParameters(before, { distance: 500, name: 'quo"te' });
  expect(cells.map(({ source }) => source)).toEqual([
    "// title",
    "const distance = 250, name = 'x';",
    '// Parameters\nlet distance = 500;\nlet name = "quo\\"te";',
    "distance",
  ]);
  expect(cells[2]?.metadata).toEqual({ tags: ["injected-parameters"] });
});

test("the cell of an earlier run is replaced", () => {
  const before = notebook(["let n = 1", "parameters"], ["let n = 2", "injected-parameters"], ["n"]);
  expect(withParameters(before, { n: 3 }).cells.map(({ source }) => source)).toEqual([
    "let n = 1",
    "// Parameters\nlet n = 3;",
    "n",
  ]);
});

test.each([
  [["let n = 1"] as const, 'no cell is tagged "parameters". Give the cell that declares distnace the tag'],
  [["let distance = 1", "parameters"] as const, 'has no variable "distnace". Did you mean "distance"?'],
])("parameters that %j does not have are refused", (cell, message) => {
  expect(() => withParameters(notebook(cell), { distnace: 3 })).toThrow(message);
});
