import compiler from "typescript-6";
import { expect, test } from "vitest";
import { callImport } from "../../kernel/cells/dynamic-imports.ts";
import { quickScript } from "../../kernel/cells/quick-script.ts";
import { shareNames } from "../../kernel/cells/shared-names.ts";

/** What the compiler has before the first statement of a CommonJS module. */
const HEAD =
  /^(?:"use strict";\n)?Object\.defineProperty\(exports, "__esModule", .*\n(?:(?:exports\.\w+ = )+void 0;\n)*/;

const transformers = () => [shareNames(compiler, () => undefined), callImport(compiler)];

function wholly(text: string): { outputText: string; mappings: string } {
  const { ModuleKind, ScriptTarget, NewLineKind } = compiler;
  const options = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, newLine: NewLineKind.LineFeed };
  const { outputText, sourceMapText = "" } = compiler.transpileModule(text, {
    compilerOptions: { ...options, sourceMap: true, alwaysStrict: false, ignoreDeprecations: "6.0" },
    transformers: { before: transformers() },
  });
  return {
    outputText: outputText.replace(HEAD, "").replace(/\/\/# sourceMappingURL.*/, ""),
    ...mappings(sourceMapText),
  };
}

function mappings(map: string): { mappings: string } {
  return { mappings: (JSON.parse(map) as { mappings: string }).mappings.replace(/^;+/, "") };
}

function startsWith(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[+/]/g, String.raw`\$&`)}`);
}

test.each([
  "export const tsLastExpr = 1 + 1;\nexport {};\n",
  "const a = 1, { b } = { b: a };\nexport const tsLastExpr = a + b;\nexport { a, b };\n",
  "function f(x) { const a = x; return a + f.length; }\nvar a = f(2); // why\nexport { f, a };\n",
  "class C { static n = C.name; #p = 1; get p() { return this.#p; } }\nexport { C };\n",
  "for (var i = 0; i < 3; i++) { let f = () => i; f(); }\nexport { i };\n",
  "const m = await import('node:path');\nlabel: for (;;) { break label; }\nexport { m };\n",
  "const s = `a${1}\nb`;\n/* kept */ const o = { s, t: s };\nexport { s, o };\n",
])("%j is what the compiler makes of it, with the same places in the source", (text) => {
  const script = quickScript(compiler, text, transformers());
  const { outputText, mappings: expected } = wholly(text);
  expect(script?.outputText).toBe(outputText);
  // it may tell more places than the compiler: the last brace of a class
  expect(mappings(script?.sourceMapText ?? "{}")).toMatchObject({
    mappings: expect.stringMatching(startsWith(expected)),
  });
});

test.each([
  'import { join } from "node:path";\nexport { join };\n',
  'import "node:path";\n',
  'export * from "node:path";\n',
  'export { join } from "node:path";\n',
  "export default 1;\n",
])("%j is left to the compiler", (text) => {
  expect(quickScript(compiler, text, transformers())).toBeUndefined();
});
