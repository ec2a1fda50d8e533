import { transformSync } from "esbuild";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript-6";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mapcell, runProgram, succeeding } from "../fixtures/cli.ts";
import { ensureCorpusPackages } from "../setup/corpus-packages.mjs";

const CELLS = join(import.meta.dirname, "cells");
const SETUP = join(import.meta.dirname, "../../.setup/corpus");
/** In it, cells find the corpus's packages and mapcell. */
const FOLDER = join(SETUP, "exported");

/** In milliseconds; a busy machine takes minutes, most of them for the compiler. */
const LONG = 600_000;

beforeAll(async () => {
  const missing = await ensureCorpusPackages({ folder: SETUP, say: () => undefined });
  if (missing !== undefined) throw new Error(missing);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(join(FOLDER, "node_modules"), { recursive: true });
  symlinkSync(resolve("."), join(FOLDER, "node_modules", "mapcell"));
}, LONG);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** The cells of all files, in one order. */
function cells(): string[] {
  return readdirSync(CELLS)
    .toSorted()
    .flatMap((file) => readFileSync(join(CELLS, file), "utf8").trim().split("\n// %%\n"));
}

/** A script shows no values of last expressions: the cell prints it instead, behind its number. */
function printing(cell: string, number: number): string {
  const { statements } = ts.createSourceFile("cell.tsx", cell, ts.ScriptTarget.Latest, true);
  const last = statements.at(-1);
  if (last === undefined || !ts.isExpressionStatement(last)) return cell;
  const { expression } = last;
  const [before, text, after] = [
    cell.slice(0, expression.getStart()),
    expression.getText(),
    cell.slice(expression.end),
  ];
  return `${before}console.log(${number}, ${text})${after}`;
}

function writeNotebook(name: string, sources: readonly string[]): string {
  const all = sources.map((source, i) => ({
    id: `c${i}`,
    cell_type: "code",
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  const path = join(FOLDER, name);
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: all }));
  return path;
}

test(
  "the corpus prints the same as a notebook and as the script that it is exported to",
  async () => {
    const notebook = writeNotebook("corpus.ipynb", cells().map(printing));
    const ran = await succeeding(mapcell("run", notebook));
    const { out: script } = await succeeding(mapcell("export", notebook, "--to", "ts"));
    const { code } = transformSync(script, { loader: "tsx", format: "esm", target: "es2022" });
    writeFileSync(join(FOLDER, "corpus.mjs"), code);
    const printed = await succeeding(runProgram(process.execPath, ["corpus.mjs"], process.env, FOLDER));
    expect(ran.out.split("\n").length).toBeGreaterThan(180);
    expect(printed.out.split("\n")).toEqual(ran.out.split("\n"));
  },
  LONG,
);
