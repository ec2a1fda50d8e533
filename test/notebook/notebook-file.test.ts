import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseNotebook, readNotebook } from "../../src/notebook/read-notebook.ts";
import { serializeNotebook, writeNotebook } from "../../src/notebook/write-notebook.ts";

const folder = mkdtempSync(join(tmpdir(), "mapcell-"));
afterAll(() => rmSync(folder, { recursive: true }));

const code = { cell_type: "code", metadata: {}, execution_count: null, outputs: [], source: ["let x = 1;\n", "x"] };

function file(cells: readonly unknown[], rest: object = {}): string {
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...rest });
}

test("lines are joined on reading and split on writing, keys are sorted", () => {
  const notebook = parseNotebook(file([{ ...code, id: "a" }]), "n.ipynb");
  expect(notebook.cells[0]?.source).toBe("let x = 1;\nx");
  const written = serializeNotebook(notebook);
  expect(JSON.parse(written).cells[0].source).toEqual(["let x = 1;\n", "x"]);
  expect(Object.keys(JSON.parse(written))).toEqual(["cells", "metadata", "nbformat", "nbformat_minor"]);
  expect(written.endsWith("}\n")).toBe(true);
});

test("writing and reading again gives the same notebook and the same text", () => {
  const outputs = [
    { output_type: "stream", name: "stdout", text: ["a\n", "b"] },
    { output_type: "display_data", metadata: {}, data: { "text/html": ["<b>\n", "x"], "application/json": ["kept"] } },
    { output_type: "execute_result", execution_count: 2, metadata: {}, data: { "text/plain": ["1"] } },
    { output_type: "error", ename: "E", evalue: "v", traceback: ["t"] },
  ];
  const cells = [
    { ...code, id: "a", outputs },
    { id: "b", cell_type: "markdown", metadata: {}, source: "# T", attachments: { "p.png": { "image/png": "AA" } } },
  ];
  const once = serializeNotebook(parseNotebook(file(cells), "n.ipynb"));
  expect(serializeNotebook(parseNotebook(once, "n.ipynb"))).toBe(once);
  expect(JSON.parse(once).cells[0].outputs[1].data).toEqual({
    "application/json": ["kept"],
    "text/html": ["<b>\n", "x"],
  });
  expect(JSON.parse(once).cells[1].attachments).toEqual({ "p.png": { "image/png": "AA" } });
});

test("cells of older formats get ids by position; a doubled id is made unique", () => {
  expect(parseNotebook(file([code, code], { nbformat_minor: 2 }), "n").cells.map(({ id }) => id)).toEqual([
    "cell-1",
    "cell-2",
  ]);
  const doubled = [
    { ...code, id: "a" },
    { ...code, id: "a" },
  ];
  expect(parseNotebook(file(doubled), "n").cells.map(({ id }) => id)).toEqual(["a", "a-2"]);
});

test.each([
  ["not JSON", "{", /not JSON/],
  ["another JSON file", "[1]", /it is no notebook/],
  ["format 3", JSON.stringify({ nbformat: 3, worksheets: [] }), /format 3 or older/],
  ["a format of the future", file([], { nbformat: 5 }), /formats 4.0 to 4.5/],
  ["an unknown cell", file([{ cell_type: "heading" }]), /cell 1 has cell_type "heading"/],
])("%s is refused by name", (_, text, message) => {
  expect(() => parseNotebook(text, "n.ipynb")).toThrow(expect.objectContaining({ code: "NOTEBOOK_INVALID" }));
  expect(() => parseNotebook(text, "n.ipynb")).toThrow(message);
});

test("a missing notebook is refused by name", async () => {
  await expect(readNotebook(join(folder, "none.ipynb"))).rejects.toMatchObject({ code: "FILE_MISSING" });
});

test("writing leaves the notebook and nothing else, or nothing at all", async () => {
  const notebook = parseNotebook(file([]), "n.ipynb");
  await writeNotebook(notebook, join(folder, "out.ipynb"));
  expect(readdirSync(folder)).toEqual(["out.ipynb"]);
  expect(readFileSync(join(folder, "out.ipynb"), "utf8")).toBe(serializeNotebook(notebook));
  const impossible = writeNotebook(notebook, join(folder, "no", "out.ipynb"));
  await expect(impossible).rejects.toMatchObject({ code: "NOTEBOOK_UNWRITABLE" });
});
