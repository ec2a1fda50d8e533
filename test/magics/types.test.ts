import { createRequire } from "node:module";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { magicDeclarations } from "../../kernel/magics/runtime.ts";
import { transformCell } from "../../kernel/magics/transform.ts";
import { cellDeclarations } from "../../src/session/declarations.ts";
import { generatedTypes } from "../../src/session/generated-types.ts";
import { writtenTypes } from "../../src/session/written-types.mjs";
import { richAlgorithms } from "./sample-algorithms.ts";

interface Converted {
  readonly declOutput?: string;
  readonly diagnostics: readonly { readonly messageText: string; readonly start: { readonly offset: number } }[];
}
interface Converter {
  convert(before: string, code: string): Converted;
  close(): void;
}

// The compiler that cells are compiled with.
const tslab = createRequire(import.meta.url)("tslab/dist/converter") as { createConverter(options: object): Converter };
const converter = tslab.createConverter({ isJS: false, isBrowser: false });
const folder = mkdtempSync(join(tmpdir(), "mapcell-types-"));
const types = join(folder, "mapcell");
writeFileSync(`${types}.d.ts`, `${writtenTypes()}\n${generatedTypes()}`);
const scope = `${cellDeclarations(types)}\n${magicDeclarations(types)}\n`;
afterAll(() => {
  converter.close();
  rmSync(folder, { recursive: true });
});

/** The declarations that a cell leaves, and its type errors at their places in the cell. */
function compile(
  text: string,
  before = "",
): { readonly declared: string; readonly errors: readonly (readonly [string, string])[]; readonly scope: string } {
  const names = new Set(Array.from(before.matchAll(/(?:var|const|let) (\w+)/g), ([, name = ""]) => name));
  const { code, toSource, problem } = transformCell(text, {
    algorithms: richAlgorithms,
    names,
    mayRebind: (name) => names.has(name),
  });
  expect(problem).toBeUndefined();
  const converted = converter.convert(scope + before, code);
  const errors = converted.diagnostics.map(
    ({ messageText, start }) => [messageText, text.slice(toSource(start.offset)).split(/\W/, 1)[0] ?? ""] as const,
  );
  const declared = (converted.declOutput ?? "")
    .split("\n")
    .filter((line) => !line.includes("__mapcell"))
    .join("\n");
  return {
    declared: declared.replaceAll(/import\("[^"]*"\)\.|declare /g, ""),
    errors,
    scope: converted.declOutput ?? "",
  };
}

test.each<[title: string, text: string, name: string, type: string]>([
  ["a magic after const is a task of a layer", "const t = %buffer r --distance 5m; t", "const t", "Task<Layer>"],
  ["awaiting it gives the layer", "const l = await %buffer r --distance 5m", "const l", "Layer"],
  ["--wait changes no type", "const t = %buffer r --distance 5m --wait", "const t", "Task<Layer>"],
  ["%load NAME is a variable", "%load countries x.geojson", "var countries", "Task<Layer>"],
  [
    "--as NAME is a variable",
    "for (const d of [1, 2]) { %buffer r --distance {d}km --as near }",
    "var near",
    "Task<Layer>",
  ],
  ["the same name twice", "%load a x\n%load a y", "var a", "Task<Layer>"],
  ["a bound name can be awaited in its cell", "%load a x\nconst n = (await a).length", "const n", "number"],
  ["two outputs", "const { layer, rest } = await %extract-by-location a", "const layer", "Layer, rest: Layer"],
  [
    "two outputs, by a name",
    "%extract-by-location a --as inside --rest-as outside\nconst n = (await inside).rest.length",
    "var inside",
    'Task<LayerWith<"rest">>',
  ],
  ["layers with names of their own", "%split-vector-layer a --as part", "var part", "Task<Layer[]>"],
  ["values", "const { NN_INDEX } = await %nearest-neighbour-analysis a", "const NN_INDEX", "number"],
  ["values, by a name", "%nearest-neighbour-analysis a --as n", "var n", "Task<NearestNeighbourAnalysisValues>"],
  [
    "one name for a layer and for values",
    "%buffer a --as x\n%split-vector-layer a --as x\nconst l = await x",
    "const l",
    "Layer | Layer[]",
  ],
  ["a batch", "const all = await %buffer --batch {[{}]} --as x", "const all", "Layer[]"],
  [
    "a batch of two outputs",
    "const [one] = await %extract-by-location --batch {[{}]}\nconst r = one!.rest",
    "const r",
    "Layer",
  ],
  ["a call by id", 'const { rest } = await geo.run("native:extractbylocation", {})', "const rest", "Layer"],
  [
    "a call",
    'const t = geo.batch("nearestNeighbourAnalysis", [])\nconst [v] = await t; const n = v!.NN_INDEX',
    "const n",
    "number",
  ],
  ["a save tells what it wrote", "const { path, bytes } = await %save r x.fgb", "const path", "string, bytes: number"],
  ["a task of one's own has its body's result", "%%task mine --input r\nreturn r.length", "var mine", "Task<number>"],
  [
    "an asynchronous body",
    "%%task mine --input r --wait\nawait null;\nreturn { n: 'a' as const }",
    "var mine",
    'Task<{ n: "a"; }>',
  ],
  ["features become a layer", "%%task mine --input r\nreturn r.head(3)", "var mine", "Task<Layer>"],
  ["a layer stays one", "%%task mine --input r\nreturn r.filter((f) => f.id > 3)", "var mine", "Task<Layer>"],
  ["with a layer as result", "%%task mine --input r --as out\nreturn [...r]", "var out", "Task<Layer>"],
])("%s", (_, text, name, type) => {
  const { declared, errors } = compile(text);
  expect(errors).toEqual([]);
  expect(declared.replaceAll(/\s+/g, " ")).toContain(`${name}: ${type};`);
});

test("a name can be bound again in a later cell, and read there", () => {
  const first = compile("%load a x");
  const second = compile("const before = await a\n%buffer a --distance 5 --as a", "declare var a: Task<Layer>;\n");
  expect(first.errors).toEqual([]);
  expect(second.errors).toEqual([]);
});

test.each<[title: string, text: string, message: string, at: string]>([
  [
    "in an expression",
    "%buffer r --distance {5 * undefinedName}",
    "Cannot find name 'undefinedName'.",
    "undefinedName",
  ],
  ["in an expression of two lines", "%buffer {\n  missing} --distance 5", "Cannot find name 'missing'.", "missing"],
  [
    "behind a magic",
    "const t = %clip a b\nt.lenght",
    "Property 'lenght' does not exist on type 'Task<Layer>'.",
    "lenght",
  ],
  [
    "in the body of a task",
    "%%task t --input r\nfor (const f of r) f.propertys",
    "Property 'propertys' does not exist on type 'Feature'.",
    "propertys",
  ],
])("a type error %s is told at its place in the cell", (_, text, message, at) => {
  const { errors } = compile(text);
  expect(errors[0]?.[0]).toContain(message.replace(/\.$/, ""));
  expect(errors[0]?.[1]).toBe(at);
});
