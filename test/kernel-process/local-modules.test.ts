import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient, printed, shown } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
const folder = mkdtempSync(join(tmpdir(), "mapcell-local-"));
beforeAll(async () => {
  kernel = await KernelClient.start({ cwd: folder });
});
afterAll(async () => {
  await kernel.close();
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const esmOnly = {
  "node_modules/esm-only/package.json": `{ "type": "module", "exports": "./index.js", "types": "./index.d.ts" }`,
  "node_modules/esm-only/index.js": "export const answer = 42;",
  "node_modules/esm-only/index.d.ts": "export declare const answer: number;",
};

/** What Deno, or Node with a loader of TypeScript, gives for these files; and what a cell shows of them. */
test.each<[what: string, files: Record<string, string>, cell: string, shows: string]>([
  [
    "ends in a statement",
    { "s.ts": "export function main() { return 5 }\nmain();\n" },
    "import { main } from './s'; main()",
    "5",
  ],
  [
    "has nothing extra among its exports",
    { "x.ts": "export const a = 1;\n1 + 1;" },
    "import * as x from './x'; Object.keys(x)",
    "[ 'a' ]",
  ],
  [
    "imports one that imports it",
    {
      "p.ts": "import { b } from './q'; export const a = 1; export const g = () => b;",
      "q.ts": "import { a } from './p'; export const b = 2; export const h = () => a;",
    },
    "import { g } from './p'; import { h } from './q'; [g(), h()]",
    "[ 2, 1 ]",
  ],
  [
    "is a folder's index",
    { "lib/index.ts": "export const inside = 3;" },
    "import { inside } from './lib'; inside",
    "3",
  ],
  ["is named as a whole", { "n.ts": "export const whole = 4;" }, "import { whole } from './n.ts'; whole", "4"],
  [
    "is named as its compiled file",
    { "c.ts": "export const compiled = 5;" },
    "import { compiled } from './c.js'; compiled",
    "5",
  ],
  ["is a .mts file", { "m.mts": "export const m = 6;" }, "import { m } from './m.mjs'; m", "6"],
  [
    "is a .tsx file",
    {
      "t.tsx":
        "const React = { createElement: (...all: unknown[]) => all };\nexport const made = <b>x</b>;\ndeclare global { namespace JSX { interface IntrinsicElements { b: object } } }",
    },
    "import { made } from './t'; made",
    "[ 'b', null, 'x' ]",
  ],
  [
    "awaits at its top",
    { "w.ts": "export const late = await Promise.resolve(7);" },
    "import { late } from './w'; late",
    "7",
  ],
  [
    "imports one that awaits",
    {
      "v.ts": "export const soon = await Promise.resolve(8);",
      "u.ts": "import { soon } from './v'; export const twice = 2 * soon;",
    },
    "import { twice } from './u'; twice",
    "16",
  ],
  ["has a default", { "d.ts": "export default function hi() { return 'hi' }" }, "import hi from './d'; hi()", "'hi'"],
  [
    "declares for all",
    { "g.ts": "declare global { var shared1: number }\nglobalThis.shared1 = 9;\nexport {};" },
    "import './g'; shared1",
    "9",
  ],
  [
    "imports a package for import only",
    { ...esmOnly, "e.ts": "export { answer } from 'esm-only';" },
    "import { answer } from './e'; answer",
    "42",
  ],
  [
    "knows where it is",
    { "deep/i.ts": "export const url = import.meta.url;" },
    "import { url } from './deep/i'; url.endsWith('/deep/i.ts')",
    "true",
  ],
  [
    "is imported by a name known late",
    { "late.ts": "export const k = 10;" },
    "(await import(['./la', 'te'].join(''))).k",
    "10",
  ],
  [
    "declares for all files",
    {
      "all.ts":
        "export {};\ndeclare global { var sharedByAll: number; interface OfAll { size: number } }\nglobalThis.sharedByAll = 5;",
    },
    "import './all'; const ofAll: OfAll = { size: 1 }; sharedByAll + ofAll.size",
    "6",
  ],
  [
    "has defaults and awaits at its top",
    { "awaits.ts": "export const ready = await Promise.resolve(3);\nexport default class Thing { v = ready }" },
    "import Thing, { ready } from './awaits.ts'; new Thing().v + ready",
    "6",
  ],
  [
    "uses today's language",
    {
      "today.ts":
        "let gone = 0;\n{ using file = { [Symbol.dispose]() { gone++ } } }\nconst twice = (f: () => number, _: ClassMethodDecoratorContext) => function (this: unknown) { return 2 * f.call(this) };\nexport class Today { @twice n() { return gone } }",
    },
    "import { Today } from './today'; new Today().n()",
    "2",
  ],
  [
    "has live variables",
    { "live.ts": "export let count = 0; export const up = () => ++count;" },
    "import { count, up } from './live'; up(); up(); count",
    "2",
  ],
])("a file beside the notebook %s", async (_, files, cell, shows) => {
  write(files);
  for (const time of ["first", "again"]) {
    if (time === "again" && shows === "2") break; // what counts goes on counting
    const answer = await kernel.execute(cell);
    expect([shown(answer), printed(answer, "stderr")]).toEqual([shows, ""]);
  }
});

test.each([
  ["exports.a = 1;\nexports.b = 2;", "b", "2"],
  ["module.exports = { b: 3 };", "b", "3"],
  ["function f() { return 4 }\nmodule.exports.b = f();", "b", "4"],
  ["'use strict';\nconst { sep } = require('node:path');\nmodule.exports = { b: sep };", "b", "'/'"],
])("a CommonJS file may be imported any number of times: %s", async (text, name, shows) => {
  write({ "old.js": text });
  for (const alias of ["one", "two", "one"]) {
    expect(shown(await kernel.execute(`import * as ${alias} from './old'; ${alias}.${name}`))).toBe(shows);
  }
});

test("an edit is seen at the next import: of the file, of one behind it, of JSON", async () => {
  write({
    "base.ts": "export const base = 1;",
    "mid.ts": "import { base } from './base'; export const twice = () => 2 * base;",
    "data.json": `{ "a": 1 }`,
    "plain.mjs": "export const plain = 'old';",
  });
  const cell =
    "import { twice } from './mid'; import data from './data.json'; import { plain } from './plain.mjs'; [twice(), data.a, plain]";
  expect(shown(await kernel.execute(cell))).toBe("[ 2, 1, 'old' ]");
  write({
    "base.ts": "export const base = 10;",
    "data.json": `{ "a": 2, "b": "new" }`,
    "plain.mjs": "export const plain = 'new';",
  });
  expect(shown(await kernel.execute(cell.replace("data.a", "data.b")))).toBe("[ 20, 'new', 'new' ]");
  write({ "base.ts": "export const base = 'text';" });
  expect((await kernel.execute(cell)).reply["evalue"]).toMatch(/^mid\.ts, line 1, column \d+: The right-hand side/);
});

test("a file that several import is loaded once", async () => {
  write({
    "once.ts": "export const seen = { times: 0 };",
    "left.ts": "import { seen } from './once'; seen.times++;",
    "right.ts": "import { seen } from './once'; seen.times++;",
  });
  expect(shown(await kernel.execute("import './left'; import './right'; import { seen } from './once'; seen"))).toBe(
    "{ times: 2 }",
  );
});

test("errors name the file and its line", async () => {
  write({
    "fail.ts":
      "interface Long {\n  a: number;\n}\nexport function fail(one: Long) {\n  throw new Error(`no ${one.a}`);\n}",
  });
  const { reply } = await kernel.execute("import { fail } from './fail';\nfail({ a: 1 })");
  const traceback = (reply["traceback"] as string[]).join("\n");
  expect(traceback).toContain(`at fail (${join(folder, "fail.ts")}:5:9)`);
  expect(traceback).toMatch(/Cell \d+, line 2, column 1/);
  write({ "wrong.ts": "export const fine = 1;\nexport const wrong: number = 'text';" });
  const refused = (await kernel.execute("import { wrong } from './wrong'; wrong")).reply["traceback"];
  expect(refused).toEqual([
    "wrong.ts, line 2, column 14: Type 'string' is not assignable to type 'number'. (TS2322)",
    "  2 | export const wrong: number = 'text';",
    "    |              ^",
  ]);
});

test("a file that throws is tried again, and says where", async () => {
  write({ "bad.ts": "export const x = 1;\nthrow new Error('on load');" });
  for (const _ of ["first", "second"]) {
    const { reply } = await kernel.execute("import { x } from './bad'; x");
    expect(reply).toMatchObject({ status: "error", evalue: "on load" });
    expect((reply["traceback"] as string[]).join("\n")).toContain(`${join(folder, "bad.ts")}:2:7`);
  }
  write({ "bad.ts": "export const x = 1;" });
  expect(shown(await kernel.execute("import { x } from './bad'; x"))).toBe("1");
});
