import { basename } from "node:path";
import type { AlgorithmSchema } from "../../src/algorithms/algorithm.ts";
import { SpatialError } from "../../src/errors.ts";
import { type Cell, cellTags, type Notebook } from "../../src/notebook/notebook-format.ts";
import type { MagicProblem } from "../magics/arguments.ts";
import { ReadCell, registers } from "../magics/read-cell.ts";
import { type CodePart, NotebookNames, placed } from "./notebook-names.ts";
import { namesIn, prologue } from "./prologue.ts";
import { scriptCell } from "./script-cell.ts";

/** Tags with which a notebook that runs headless does not run a cell, or lets it fail. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "skip-execution": "its tag says that it is not run",
  "raises-exception": "its tag says that it fails, which would end the script",
};

/** What a task needs to be started; the cells before have none to wait for. */
const STARTERS = ["geo", "tasks", "Task", "ProxyTask", "endOfCell"];

/** @param path of the notebook, for the first line of the script */
export interface ScriptOptions {
  readonly path: string;
  readonly algorithms: readonly AlgorithmSchema[];
}

/**
 * A notebook as a TypeScript module that needs the package alone: magics as calls, text as comments. In the percent
 * format, so that editors and jupytext know its cells.
 *
 * @throws SpatialError naming cell and line, for what can't be written
 */
export function notebookScript(notebook: Notebook, { path, algorithms }: ScriptOptions): string {
  refuseOtherLanguage(notebook, path);
  const names = new NotebookNames();
  const code = readCells(notebook, algorithms, names);
  let submits = false;
  const parts = notebook.cells.map((cell) => {
    if (cell.cell_type === "raw" || cell.source.trim() === "") return { code: "", written: "" };
    const part = code.get(cell);
    if (cell.cell_type === "markdown" || part === undefined) return { code: "", written: asComment(cell) };
    const written = writeCell(part, names);
    const used = namesIn(written);
    submits ||= STARTERS.some((name) => used.has(name));
    const isAwaited = submits && part.read.tokens.length + part.read.magics.length > 0;
    const whole = isAwaited ? `${written}\nawait endOfCell();` : written;
    return { code: whole, written: `${headOf(cell)}\n${whole}` };
  });
  const all = parts.map((part) => part.code).join("\n");
  const name = basename(path);
  const head = `// Made from ${name} by mapcell export. Paths are relative to the notebook's folder: run it there, with the\n// package mapcell installed: npx tsx ${name.replace(/\.ipynb$/, "")}.mts`;
  const written = parts.flatMap((part) => (part.written === "" ? [] : [part.written]));
  return `${[head, prologue(all, (declared) => names.isDeclared(declared)), ...written].filter((text) => text !== "").join("\n\n")}\n`;
}

function refuseOtherLanguage({ metadata }: Notebook, path: string): void {
  const { kernelspec, language_info: info } = metadata;
  const language = memberOf(kernelspec, "language") ?? memberOf(info, "name");
  if (language === undefined || language.toLowerCase() === "typescript") return;
  const kernel = memberOf(kernelspec, "name") ?? language;
  throw new SpatialError(
    "NOTEBOOK_INVALID",
    `"${path}" is a notebook of the kernel ${kernel}, in ${language}; only TypeScript notebooks can be exported.`,
  );
}

function memberOf(value: unknown, name: string): string | undefined {
  const member: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return typeof member === "string" ? member : undefined;
}

function readCells(
  { cells }: Notebook,
  algorithms: readonly AlgorithmSchema[],
  names: NotebookNames,
): ReadonlyMap<Cell, CodePart> {
  const read = new Map<Cell, CodePart>();
  let number = 0;
  for (const cell of cells) {
    if (cell.cell_type !== "code" || cell.source.trim() === "" || notRun(cell) !== undefined) continue;
    const text = cell.source;
    const part = { number: ++number, text, read: new ReadCell(text, { algorithms, ...names.context() }) };
    const { problem } = part.read;
    if (problem !== undefined) throw placed(withHint(problem, part, [...read.values()]), part, problem.start);
    names.add(part);
    read.set(cell, part);
  }
  return read;
}

/** What the words of a registered algorithm's magic mean is known only when the notebook runs. */
function withHint({ error, start }: MagicProblem, { read }: CodePart, before: readonly CodePart[]): SpatialError {
  const name = read.magics.find(({ site }) => site.start === start)?.site.name;
  if (error.code !== "UNKNOWN_MAGIC" || name === undefined || !before.some(({ text }) => registers(text, name)))
    return error;
  const message = `%${name} is registered by the notebook itself, so that a script can't have it as a magic. Write a call: geo.${name}(…).`;
  return new SpatialError("UNKNOWN_MAGIC", message);
}

function writeCell(part: CodePart, names: NotebookNames): string {
  let offset = 0;
  try {
    return scriptCell(part.text, part.read, {
      isBound: (name) => names.isBound(name),
      isLayer: (name) => names.isLayer(name),
      isRepeated: (name) => names.isRepeated(name),
      number: part.number,
      imports: names.importStatements(),
      isImported: (statement) => names.isImportedBefore(statement, part.number),
      at: (start) => {
        offset = start;
      },
    });
  } catch (error) {
    if (error instanceof SpatialError) throw placed(error, part, offset);
    throw error;
  }
}

function notRun(cell: Cell): string | undefined {
  return cellTags(cell).flatMap((tag) => NOT_RUN[tag] ?? [])[0];
}

function headOf(cell: Cell): string {
  const tags = cellTags(cell);
  return tags.length === 0 ? "// %%" : `// %% tags=${JSON.stringify(tags)}`;
}

function asComment(cell: Cell): string {
  const reason = notRun(cell);
  const head = cell.cell_type === "markdown" ? "// %% [markdown]" : `${headOf(cell)}\n// Left out: ${reason}.`;
  return `${head}\n${cell.source.replaceAll(/^/gm, "// ").replaceAll(/[ \t]+$/gm, "")}`;
}
