import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient, shown } from "../fixtures/kernel-client.ts";

/** Each shows what the language says: TypeScript's handbook for types, ECMAScript's proposals for what runs. */
const LANGUAGE: readonly (readonly [what: string, cells: readonly string[], shows: string])[] = [
  [
    "using, disposed at its block's end",
    ["const seen = []; { using file = { [Symbol.dispose]() { seen.push('gone') } }; seen.push('used') }", "seen"],
    "[ 'used', 'gone' ]",
  ],
  [
    "using at the top: until the cell's end",
    ["let gone = 0; using file = { n: 4, [Symbol.dispose]() { gone++ } }; [gone, file.n]"],
    "[ 0, 4 ]",
  ],
  ["what was disposed at a cell's end", ["using file = { n: 4, [Symbol.dispose]() { this.n = 0 } }", "file.n"], "0"],
  ["await using", ["let over = 0; await using file = { async [Symbol.asyncDispose]() { over++ } }", "over"], "1"],
  ["import attributes", [`import data from "./data.json" with { type: "json" }\ndata.kind`], "'json'"],
  [
    "import attributes of import()",
    [`const data = await import("./data.json", { with: { type: "json" } })\ndata.default.kind`],
    "'json'",
  ],
  ["NoInfer", ["const same = <T,>(a: T[], b: NoInfer<T>) => a.includes(b)\nsame([1, 2], 2)"], "true"],
  ["use strict", ['"use strict"\nconst strict = 1\nstrict'], "1"],
  ["use strict alone", ['"use strict"'], "'use strict'"],
  [
    "declare module of one that is there",
    [
      'declare module "fs" { interface Stats { mine: 1 } }',
      'import { Stats } from "fs"',
      "const { mine = 2 } = {} as Stats\nmine",
    ],
    "2",
  ],
  [
    "const type parameters",
    [
      "const tuple = <const T extends readonly unknown[]>(all: T): T => all",
      "const two: readonly [1, 2] = tuple([1, 2])\ntwo",
    ],
    "[ 1, 2 ]",
  ],
  [
    "a decorator of a method",
    [
      `const named = []
function logged(method: () => number, { name, kind }: ClassMethodDecoratorContext) {
  named.push(kind, name)
  return function (this: unknown) { return method.call(this) + 1 }
}
class Decorated { n = 1; @logged get() { return this.n } }`,
      "[new Decorated().get(), ...named]",
    ],
    "[ 2, 'method', 'get' ]",
  ],
  [
    "a decorator of a class",
    [
      `function sealed(made: new () => object, { name }: ClassDecoratorContext) { Object.seal(made) }
@sealed class Closed {}`,
      "[Object.isSealed(Closed), Closed.name]",
    ],
    "[ true, 'Closed' ]",
  ],
  ["accessor", ["class Store { accessor level = 1 }", "const store = new Store(); store.level += 2; store.level"], "3"],
  [
    "satisfies",
    ["const palette = { red: [1, 2], blue: '#00f' } satisfies Record<string, string | number[]>\npalette.red.at(1)"],
    "2",
  ],
  ["toSorted", ["[3, 1].toSorted()"], "[ 1, 3 ]"],
  ["findLast", ["[3, 1, 2].findLast((n) => n > 1)"], "2"],
  ["with", ["[3, 1, 2].with(0, 9)"], "[ 9, 1, 2 ]"],
  ["import.meta", ["import.meta.url === new URL(`file://${import.meta.dirname}/`).href"], "true"],
  [
    "a file beside the notebook by import.meta",
    ["new URL('data.json', import.meta.url).pathname === `${__dirname}/data.json`"],
    "true",
  ],
  [
    "export",
    ["export const out = 1; export function twice() { return out * 2 } export { out as other }", "out + twice()"],
    "3",
  ],
  ["export default of a function with a name", ["export default function seven() { return 7 }", "seven()"], "7"],
  ["export default of a value", ["export default 1 + 1"], "2"],
  ["export of another module's names", ["export { join as joined } from 'node:path'", "joined('a', 'b')"], "'a/b'"],
  [
    "a type that is exported",
    ["export interface Sized { size: number }", "const sized: Sized = { size: 3 }\nsized.size"],
    "3",
  ],
  ["a type assertion in front", ["const given: unknown = 4\nconst known = <number>given\nknown + 1"], "5"],
  ["a generic arrow function", ["const id = <T>(value: T) => value\nid(4)"], "4"],
  ["strictness, as in modules and in Deno's cells", ["(function () { return this === undefined })()"], "true"],
];

const ELEMENT = "(tag: unknown, props: unknown, ...children: unknown[]) => [tag, props, ...children]";
const JSX: readonly (readonly [what: string, cells: readonly string[], shows: string])[] = [
  [
    "React.createElement by default",
    [`const React = { createElement: ${ELEMENT}, Fragment: "f" }`, "<p id='a'>hi {1 + 1}</p>"],
    "[ 'p', { id: 'a' }, 'hi ', 2 ]",
  ],
  ["a fragment", ["<><b /></>"], "[ 'f', null, [ 'b', null ] ]"],
  ["a component", ["const Name = () => null", "(<Name />)[0] === Name"], "true"],
  ["an element and a generic call", ["const pair = [<b />, new Map<string, number>()]\npair.length"], "2"],
  ["@jsx", [`const h = ${ELEMENT}`, "/** @jsx h */\n<i>{<b />}</i>"], "[ 'i', null, [ 'b', null ] ]"],
  ["@jsx for later cells", ["const React = undefined", "<u />"], "[ 'u', null ]"],
];

describe("the language of cells", () => {
  let kernel: KernelClient;
  const folder = mkdtempSync(join(tmpdir(), "mapcell-language-"));
  beforeAll(async () => {
    writeFileSync(join(folder, "data.json"), '{ "kind": "json" }');
    kernel = await KernelClient.start({ cwd: folder });
  });
  afterAll(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true });
  });

  test.each([...LANGUAGE, ...JSX])("%s", async (_, cells, shows) => {
    let last: unknown;
    for (const code of cells) {
      const answer = await kernel.execute(code);
      expect(answer.reply).toMatchObject({ status: "ok" });
      last = shown(answer);
    }
    expect(last).toBe(shows);
  });

  test.each([
    ["(Array.prototype as any).extra = 1", "object is not extensible"],
    ["const frozen: any = Object.freeze({ a: 1 })\nfrozen.a = 2", "Cannot assign to read only property 'a'"],
    ["({ get a() { return 1 } } as any).a = 2", "which has only a getter"],
  ])("%j throws, as in modules and in Deno's cells", async (code, message) => {
    expect((await kernel.execute(code)).reply).toMatchObject({
      ename: "TypeError",
      evalue: expect.stringContaining(message),
    });
  });

  test("what a cell can't have says what to write instead", async () => {
    const required = (await kernel.execute('import files = require("fs")')).reply["evalue"];
    expect(required).toContain('write import files from "fs", or import * as files from "fs"');
    const ambient = (await kernel.execute('declare module "nowhere" { export const a: number }')).reply["evalue"];
    expect(ambient).toContain(
      'write what you need of it into a file beside the notebook and import that: "./nowhere.ts"',
    );
  });

  test.skipIf("fromAsync" in Array)("what Node lacks is told before the cell runs", async () => {
    const { reply, output } = await kernel.execute("console.log(1); Array.fromAsync");
    expect(reply["evalue"]).toContain(`This is Node ${process.versions.node}`);
    expect(output.some((message) => message.header.msg_type === "stream")).toBe(false);
  });
});
