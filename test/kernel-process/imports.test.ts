import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient, printed, shown } from "../fixtures/kernel-client.ts";

const FILES = {
  "node_modules/esm-only/package.json": `{ "type": "module", "exports": { "import": "./index.js", "types": "./index.d.ts" } }`,
  "node_modules/esm-only/index.js": `export const answer = 42; export default (name) => "hi " + name;`,
  "node_modules/esm-only/index.d.ts": `export declare const answer: number; export default function hi(name: string): string;`,
  "node_modules/awaits/package.json": `{ "type": "module", "exports": "./index.js", "types": "./index.d.ts" }`,
  "node_modules/awaits/index.js": `export const late = await Promise.resolve(7);`,
  "node_modules/awaits/index.d.ts": `export declare const late: number;`,
  "node_modules/parts/package.json": `{ "exports": { "./*": { "types": "./lib/*.d.ts", "default": "./lib/*.js" } } }`,
  "node_modules/parts/lib/one.js": `exports.one = 1;`,
  "node_modules/parts/lib/one.d.ts": `export declare const one: 1;`,
  "node_modules/broken/package.json": `{ "type": "module", "exports": "./index.js", "types": "./index.d.ts" }`,
  "node_modules/broken/index.js": `throw new Error("broken from the start");`,
  "node_modules/broken/index.d.ts": `export declare const never: number;`,
  "node_modules/rude/package.json": `{ "type": "module", "exports": "./index.js", "types": "./index.d.ts" }`,
  "node_modules/rude/index.js": `throw "go away";`,
  "node_modules/rude/index.d.ts": `export declare const never: number;`,
  "own.mjs": `export const own = await "mine";`,
  "own.d.mts": `export declare const own: string;`,
  "typed.ts": `import { own } from "./own.mjs"; export const typed: string = "typed";`,
};

let kernel: KernelClient;
const folder = mkdtempSync(join(tmpdir(), "mapcell-imports-"));
beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  kernel = await KernelClient.start({ cwd: folder });
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ["a package for import only", `import hi, { answer } from "esm-only"; [hi("you"), answer]`, "[ 'hi you', 42 ]"],
  ["the whole of it", `import * as all from "esm-only"; Object.keys(all)`, "[ 'answer', 'default' ]"],
  ["the same by import()", `(await import("esm-only")).default("you")`, "'hi you'"],
  ["one whose name is known late", `(await import(["esm", "only"].join("-"))).answer`, "42"],
  ["a module with a top-level await", `import { late } from "awaits"; late`, "7"],
  ["the same by import()", `(await import("awaits")).late`, "7"],
  ["a part that only exports name", `import { one } from "parts/one"; one`, "1"],
  ["the same by import()", `(await import("parts/one")).one`, "1"],
  ["an ES module beside the notebook", `import { own } from "./own.mjs"; own`, "'mine'"],
  ["the same by import()", `(await import("./own.mjs")).own`, "'mine'"],
  ["a TypeScript file beside it by import()", `(await import("./typed")).typed`, "'typed'"],
  ["a module of Node by import()", `(await import("node:path")).sep.length`, "1"],
])("a cell imports %s: %s", async (_, code, text) => {
  const answer = await kernel.execute(code);
  expect([shown(answer), printed(answer, "stderr")]).toEqual([text, ""]);
});

test("a later cell uses what an ES module has given", async () => {
  await kernel.execute(`import greet, { answer as reply } from "esm-only"`);
  expect(shown(await kernel.execute("greet(String(reply))"))).toBe("'hi 42'");
});

test("a task function takes an ES module along", async () => {
  await kernel.execute(`import welcome from "esm-only"`);
  expect(shown(await kernel.execute(`await tasks.add(Task.fromFunction(() => welcome("lane")))`))).toBe("'hi lane'");
  const imports = `async () => (await import("awaits")).late`;
  expect(shown(await kernel.execute(`await tasks.add(Task.fromFunction(${imports}))`))).toBe("7");
});

test("an ES module that throws ends its cell with its error, at the line that imports it", async () => {
  for (const time of ["first", "second"]) {
    const { reply } = await kernel.execute(`// ${time}\nimport { never } from "broken"; never`);
    expect(reply).toMatchObject({ status: "error", evalue: "broken from the start" });
    const cell = `Cell ${String(reply["execution_count"])}`;
    expect(reply["traceback"]).toEqual([
      "Error: broken from the start",
      `  ${cell}, line 2, column 1`,
      `    2 | import { never } from "broken"; never`,
      "      | ^",
      expect.stringMatching(/^ {2}at .*broken\/index\.js:1:7$/),
      `  at ${cell}, line 2, column 1`,
    ]);
  }
});

test("what a module throws may be no error", async () => {
  expect((await kernel.execute(`import { never } from "rude"; never`)).reply).toMatchObject({ evalue: "'go away'" });
});

test("a loop at the top of a cell may await what it goes through", async () => {
  const code = `const seen: number[] = []
for await (const one of [Promise.resolve(1), 2]) {
  seen.push(one)
}
seen`;
  expect(shown(await kernel.execute(code))).toBe("[ 1, 2 ]");
  const inside = "async function all() { for await (const x of [1]) return x }\n'for await'";
  expect(shown(await kernel.execute(inside))).toBe("'for await'");
});

test("Node's types are there wherever the notebook lies", async () => {
  expect(shown(await kernel.execute(`Buffer.from(process.argv0.slice(0, 0)).length`))).toBe("0");
  const { reply } = await kernel.execute(`import { readFileSync } from "node:fs"; readFileSync(1n)`);
  expect(reply["evalue"]).toContain("No overload matches this call");
});

test("a file that comes while the kernel runs is found", async () => {
  const code = `import { fresh } from "./fresh"; fresh`;
  expect((await kernel.execute(code)).reply["evalue"]).toContain("Cannot find module");
  writeFileSync(join(folder, "fresh.ts"), "export const fresh = 1;");
  // the system tells of files late
  await expect.poll(async () => shown(await kernel.execute(code)), { timeout: 20_000 }).toBe("1");
});
