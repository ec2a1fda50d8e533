import { readdirSync, readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
import { type AnyNode, type Function as FunctionNode, parse, tokenizer } from "acorn";
import { fullAncestor } from "acorn-walk";
import { transformSync } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import type { AnyFunction } from "../../src/functions/draft.ts";
import { prepareFunction } from "../../src/functions/prepare.ts";
import { TASK_NAMES, WORKER_GLOBALS } from "../../src/functions/scope-names.ts";

/** Of one file, so that a few large ones don't count for all. */
const PER_FILE = 25;
/** How many must stand alone. */
const ENOUGH = 1000;
const KNOWN = new Set<string>([...WORKER_GLOBALS, ...TASK_NAMES]);

interface RealFunction {
  readonly place: string;
  readonly text: string;
  /** What a lane doesn't have, by esbuild's judgement, each with the line of its first use. */
  readonly free: ReadonlyMap<string, number>;
}

let functions: readonly RealFunction[] = [];
beforeAll(() => {
  functions = realFunctions();
}, 60_000);

test("functions of real packages are told apart: none refused that stands alone, each closure named", () => {
  const counts = { functions: functions.length, alone: 0, closures: 0, variables: 0 };
  const wrong: string[] = [];
  for (const { place, text, free } of functions) {
    const told = outcome(() => prepareFunction(closureOver(text, new Map([...free.keys()].map((name) => [name, 1])))));
    if (free.size === 0) counts.alone++;
    else counts.closures++;
    counts.variables += free.size;
    const expected = free.size === 0 ? "accepted" : namesAndLines(free);
    if (told !== expected) wrong.push(`${place}: ${told} instead of ${expected}\n${text.slice(0, 500)}`);
  }
  // oxlint-disable-next-line no-console -- how much was judged
  console.info(`real functions: ${JSON.stringify(counts)}, ${wrong.length} judged wrong`);
  expect(wrong).toEqual([]);
  expect(counts.alone).toBeGreaterThan(ENOUGH);
  expect(counts.closures).toBeGreaterThan(ENOUGH);
});

test("and where all they need is functions, these go along", () => {
  const wrong: string[] = [];
  for (const { place, text, free } of functions) {
    const pure = new Map([...free.keys()].map((name) => [name, (x: unknown) => x]));
    const { links, along } = prepareFunction(closureOver(text, pure));
    const taken = links.map(({ name }) => name).toSorted();
    if (String(taken) !== String([...free.keys()].toSorted()) || along.length !== free.size) wrong.push(place);
  }
  expect(wrong).toEqual([]);
});

/** The function with variables around it. */
function closureOver(text: string, variables: ReadonlyMap<string, unknown>): AnyFunction {
  const make = vm.compileFunction(`"use strict"; return (\n${text}\n);`, [...variables.keys()]) as (
    ...values: unknown[]
  ) => AnyFunction;
  return make(...variables.values());
}

function outcome(prepare: () => unknown): string {
  try {
    prepare();
    return "accepted";
  } catch (error) {
    if (!(error instanceof SpatialError) || error.code !== "FREE_VARIABLE") return String(error);
    const [, line, first] = /line (\d+): "([^"]+)"/.exec(error.message) ?? [];
    const others = [...error.message.matchAll(/"([^"]+)" \(the task function, line (\d+)\)/g)];
    return [[first, line], ...others.map(([, name, at]) => [name, at])].map((pair) => pair.join(":")).join(" ");
  }
}

/** As a refusal names them: the first four. */
function namesAndLines(free: ReadonlyMap<string, number>): string {
  const named = [...free].slice(0, 4);
  return named.map(([name, line]) => `${name}:${line}`).join(" ");
}

/** The same on every machine with the same packages. */
function realFunctions(): RealFunction[] {
  const found: RealFunction[] = [];
  let alone = 0;
  for (const file of esModules("node_modules")) {
    const functionsOfFile = functionsIn(file);
    found.push(...functionsOfFile);
    alone += functionsOfFile.filter(({ free }) => free.size === 0).length;
    if (alone > ENOUGH) break;
  }
  return found;
}

/** Files that Node takes for ES modules, in the order of their names. */
function* esModules(folder: string, isModule = false): Iterable<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const manifest = entries.some(({ name }) => name === "package.json")
    ? (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { type?: string }).type === "module"
    : isModule;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* esModules(path, manifest);
    else if (entry.name.endsWith(".mjs") || (manifest && entry.name.endsWith(".js"))) yield path;
  }
}

function functionsIn(file: string): RealFunction[] {
  const source = readFileSync(file, "utf8");
  if (source.length > 200_000 || /^.{2000}/m.test(source)) return []; // made by a bundler or minifier
  const texts = new Map<string, number>();
  fullAncestor(parse(source, { ecmaVersion: "latest", sourceType: "module" }), (node, _state, ancestors) => {
    const parent = ancestors.at(-2);
    if (!isFunction(node) || (parent !== undefined && isMember(parent)) || texts.size >= PER_FILE) return;
    const text = source.slice(node.start, node.end);
    if (!needsSurroundings(text) && text.length >= 40) texts.set(text, node.start);
  });
  const free = freeByEsbuild([...texts.keys()]);
  return [...texts].map(([text, start], index) => ({
    place: `${file}:${start}`,
    text,
    free: free[index] ?? new Map(),
  }));
}

function isFunction(node: AnyNode): node is FunctionNode & AnyNode {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

function isMember({ type }: AnyNode): boolean {
  return type === "MethodDefinition" || type === "Property" || type === "PropertyDefinition";
}

/** What is refused for other reasons than names. */
function needsSurroundings(text: string): boolean {
  return /\b(?:this|super|import|arguments|new\.target|await|yield|exports)\b|#\w|__name/.test(text);
}

/**
 * For each text what it uses without declaring it. esbuild replaces a name by its definition only where it is a global,
 * that is, where nothing declares it.
 */
function freeByEsbuild(texts: readonly string[]): Map<string, number>[] {
  const define = Object.fromEntries(
    texts
      .flatMap(namesIn)
      .flatMap((name) => (KNOWN.has(name) || !isVariableName(name) ? [] : [[name, `free$${name}$`]])),
  ) as Record<string, string>;
  const source = `export default [${texts.map((text) => `(\n${text}\n)`).join(",")}]`;
  const { code, map } = transformSync(source, { define, sourcemap: "external", loader: "js", logLevel: "silent" });
  let line = 1;
  const starts = texts.map((text) => {
    const start = line;
    line += text.split("\n").length + 1;
    return start;
  });
  const free = texts.map(() => new Map<string, number>());
  for (const { name, line: at } of uses(code, map)) {
    const which = starts.findLastIndex((start) => start <= at);
    // a draft's text begins on its second line
    if (!free[which]?.has(name)) free[which]?.set(name, at - (starts[which] ?? 0) + 1);
  }
  return free;
}

/** Where the definitions stand for names, in the order of the source, whose lines count from 0. */
function uses(code: string, map: string): { readonly name: string; readonly line: number }[] {
  const positions = new SourceMap(JSON.parse(map) as SourceMapPayload);
  const found = code.split("\n").flatMap((text, line) =>
    [...text.matchAll(/\bfree\$(.+?)\$(?![\w$])/g)].map(({ 1: name = "", index }) => {
      const entry = positions.findEntry(line, index);
      if (!("originalLine" in entry)) throw new Error(`esbuild does not tell where "${name}" comes from.`);
      return { name, line: entry.originalLine, column: entry.originalColumn };
    }),
  );
  return found.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

function namesIn(text: string): string[] {
  const tokens = [...tokenizer(text, { ecmaVersion: "latest" })];
  return tokens.flatMap(({ type, start, end }) => (type.label === "name" ? [text.slice(start, end)] : []));
}

/** Properties may have names that variables can't. */
function isVariableName(name: string): boolean {
  try {
    parse(`let ${name}`, { ecmaVersion: "latest", sourceType: "module" });
    return true;
  } catch {
    return false;
  }
}
