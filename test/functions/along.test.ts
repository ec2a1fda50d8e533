import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import vm from "node:vm";
import { buildSync, transformSync } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { AnyFunction } from "../../src/functions/draft.ts";
import { loadFunction } from "../../src/functions/load.ts";
import type { KnownCells } from "../../src/functions/known-cells.ts";
import { prepareBody, prepareFunction, type PrepareOptions } from "../../src/functions/prepare.ts";
import type { PreparedFunction } from "../../src/functions/prepared-function.ts";

// as it is, but counted
vi.mock("esbuild", { spy: true });

let folder = "";
beforeAll(async () => {
  folder = resolve(await mkdtemp("dist/test-along-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** What a function of a script gives when it runs elsewhere. */
async function elsewhere(
  fn: AnyFunction,
  options: PrepareOptions & { readonly input?: unknown } = {},
): Promise<unknown> {
  return run(prepareFunction(fn, options), options.input, options.shared);
}

async function run(
  prepared: PreparedFunction,
  input?: unknown,
  shared: PrepareOptions["shared"] = {},
): Promise<unknown> {
  const scope = { geometry: "geometry", ctx: "ctx", Layer: "Layer", inputs: {}, shared };
  // as it arrives in a lane
  const loaded = (await loadFunction(structuredClone(prepared), folder, scope)) as (given: unknown) => unknown;
  return loaded(input);
}

/** The value of a script's last expression. */
function script(text: string): unknown {
  return vm.runInThisContext(`(() => {\n${text}\n})()`);
}

describe("functions around a task function", () => {
  test.each([
    [
      "that call each other",
      "function even(n) { return n === 0 || odd(n - 1); } const odd = (n) => n !== 0 && even(n - 1); return (n) => [even(n), odd(n)];",
      3,
      [false, true],
    ],
    [
      "of the same name, each with its own",
      "const a = (() => { const f = () => 1; return () => f(); })(); const b = (() => { const f = () => 2; return () => f(); })(); return () => [a(), b()];",
      undefined,
      [1, 2],
    ],
    [
      "classes before those that extend them",
      "class A { static n = 1; m() { return 'A'; } } class B extends A { m() { return super.m() + B.n; } } return () => new B().m();",
      undefined,
      "A1",
    ],
    [
      "generators, async and methods",
      "const o = { *g() { yield 1; } }; const { g } = o; const f = async (x) => x + 1; return async () => [...g(), await f(1)];",
      undefined,
      [1, 2],
    ],
    ["that build objects", "function Point(x) { this.x = x; } return () => new Point(4).x;", undefined, 4],
  ])("go along: %s", async (_, text, input, expected) => {
    expect(await elsewhere(script(text) as AnyFunction, { input })).toEqual(expected);
  });

  test("have a life of their own in each run", async () => {
    const prepared = prepareFunction(
      script("class Counter { static n = 0; } return () => ++Counter.n;") as AnyFunction,
    );
    expect([await run(prepared), await run(prepared)]).toEqual([1, 1]);
  });

  test.each([
    [
      "a value, in a function that another needs",
      "let k = 1; const deep = () => k; const near = () => deep(); return () =>\n near();",
      /^the task function, line 2: "near" can't go along with the task\. function deep, line 1: "k" is declared outside/,
    ],
    [
      "a variable that has no value yet",
      "const f = () => later(); const g = f; return (() => { return g; })();\nconst later = () => 1;",
      /"later" is declared outside/,
    ],
    ["a variable that hides a global", "const Map = 5; return () => Map;", /"Map" is declared outside/],
    [
      "what an arrow function means by this",
      "return function () { const f = () => this; return () => f(); }.call({});",
      /"f" can't go along.*"this" has no meaning/,
    ],
    [
      "a method that says super",
      "const { m } = { m() { return super.m(); } }; return () => m();",
      /"m" can't go along.*"super"/,
    ],
    ["what is written to it", "const f = () => 1; f.cache = 1; return () => f();", /properties of its own \(cache\)/],
    ["a bound function", "const f = (() => 1).bind(null); return () => f();", /"f" can't go along.*built in or bound/],
  ])("are refused where they can't: %s", (_, text, message) => {
    expect(() => prepareFunction(script(text) as AnyFunction)).toThrow(message);
  });

  test.each([
    [
      "a global that something else is called as well",
      "const console = globalThis.console; return () => typeof console.log;",
      "function",
    ],
    ["require", "const require = () => 1; return () => typeof require('node:path').join;", "function"],
    ["what the task has in its own way", "const Layer = 'main'; return () => Layer;", "Layer"],
    ["helpers of compilers", "const __name = (f) => f; return () => __name(() => 2)();", 2],
  ])("are not needed for %s", async (_, text, expected) => {
    expect(await elsewhere(script(text) as AnyFunction, { provided: { Layer: "main" } })).toBe(expected);
  });
});

describe("shared values", () => {
  test("are those that the user names, also for functions that go along and mean the same", async () => {
    const fn = script("let k = 2; const f = () => k; return () => [k, f()];") as AnyFunction;
    expect(await elsewhere(fn, { shared: { k: 2 } })).toEqual([2, 2]);
  });

  test("are not taken for other variables of that name", () => {
    const fn = script(
      "const f = (() => { const k = 1; return () => k; })(); const k = 2; return () => [k, f()];",
    ) as AnyFunction;
    expect(() => prepareFunction(fn, { shared: { k: 2 } })).toThrow(/"f" can't go along.*"k" is declared outside/);
  });
});

describe("names of a notebook", () => {
  const path = { sep: "main" };
  const values: Readonly<Record<string, unknown>> = { sep: path.sep, path, half: (x: number) => x / 2, geo: {}, k: 1 };
  const notebook: KnownCells = {
    variable: (name) => (Object.hasOwn(values, name) ? { value: values[name] } : undefined),
    isProvided: (name) => name === "geo",
    importOf: (name, value) =>
      name === "sep"
        ? { specifier: "node:path", member: "sep" }
        : value === path
          ? { specifier: "node:path" }
          : undefined,
    scriptOf: () => undefined,
    cellPlace: ({ where, line, column }) => ({ where: `Cell ${where}`, line: line + 1, column }),
  };

  test("mean what its cells have declared", async () => {
    const prepared = prepareBody("return [sep, path.join('a', 'b'), half(4)]", { notebook });
    expect(await run(prepared)).toEqual(["/", "a/b", 2]);
    expect(await run(prepareBody("return k", { notebook, shared: { k: 7 } }), undefined, { k: 7 })).toBe(7);
  });

  test("are refused at their place in a cell", () => {
    expect(() => prepareBody("const a = 1\nreturn k", { notebook, where: "3" })).toThrow(
      /^Cell 3, line 3: "k" is declared/,
    );
    expect(() => prepareBody("return geo", { notebook, where: "3" })).toThrow(/"geo" belongs to the notebook/);
    const inInput = prepareBody("return k", { notebook, names: ["k"] });
    expect(inInput.links).toEqual([]);
  });
});

describe("work that is done once", () => {
  test("TypeScript is made JavaScript once per content", () => {
    const transform = vi.mocked(transformSync).mockClear();
    const cell = `const one: number = ${Math.random()}; return one`;
    const first = prepareBody(cell, { where: "Cell 1" });
    expect(prepareBody(cell, { where: "Cell 2" }).code).toBe(first.code);
    expect(transform).toHaveBeenCalledOnce();
    prepareBody(`${cell} + 1`);
    expect(transform).toHaveBeenCalledTimes(2);
  });

  test("code is compiled once per content", async () => {
    const prepared = prepareBody(`return ${Math.random()}`);
    await run(prepared);
    const compile = vi.spyOn(vm, "compileFunction");
    await run(prepared);
    expect(compile).not.toHaveBeenCalled();
    await run(prepareBody(`return ${Math.random()}`));
    expect(compile).toHaveBeenCalledOnce();
  });

  test("a file is bundled again only when it or what it imports has changed", async () => {
    await writeFile(join(folder, "part.ts"), "export const n: number = 1;");
    await writeFile(join(folder, "whole.ts"), "export { n } from './part';");
    const build = vi.mocked(buildSync).mockClear();
    const load = (): Promise<unknown> => run(prepareBody("return (await import('./whole')).n", { baseDir: folder }));
    expect([await load(), await load()]).toEqual([1, 1]);
    expect(build).toHaveBeenCalledOnce();
    await writeFile(join(folder, "part.ts"), "export const n: number = 22;");
    await utimes(join(folder, "part.ts"), 1, 1);
    expect(await load()).toBe(22);
    expect(build).toHaveBeenCalledTimes(2);
  });
});

describe("import() of files", () => {
  test("of JavaScript is Node's own, of others that don't exist fails where it is called", async () => {
    await writeFile(join(folder, "plain.mjs"), "export const url = import.meta.url;");
    expect(await run(prepareBody("return (await import('./plain.mjs')).url", { baseDir: folder }))).toMatch(
      /plain\.mjs$/,
    );
    const missing = "try { await import('./nowhere'); } catch (error) { return error.code; }";
    expect(await run(prepareBody(missing, { baseDir: folder }))).toBe("ERR_MODULE_NOT_FOUND");
  });

  test("of a file with a mistake is refused at once", async () => {
    await writeFile(join(folder, "wrong.ts"), "export const = 1;");
    expect(() => prepareBody("return import('./wrong')", { baseDir: folder })).toThrow(/wrong\.ts, line 1/);
  });
});

function plain(input: number): number {
  return Math.abs(input);
}

describe("one function in many tasks", () => {
  test("is made ready once if it needs nothing around it", () => {
    expect(prepareFunction(plain, { where: "a" })).toBe(prepareFunction(plain, { where: "a" }));
    expect(prepareFunction(plain, { where: "b" }).lines.segments[0]?.where).toBe("b");
  });

  test("uses what its variables are at the time", async () => {
    const { before, now } = { before: (): string => "then", now: (): string => "now" };
    let helper = before;
    const fn = (): string => helper();
    expect(await elsewhere(fn)).toBe("then");
    helper = now;
    expect(await elsewhere(fn)).toBe("now");
  });

  test("is refused without what was shared with it the time before", async () => {
    const factor = 3;
    const fn = (input: number): number => input * factor;
    expect(await elsewhere(fn, { shared: { factor }, input: 2 })).toBe(6);
    expect(() => prepareFunction(fn)).toThrow(/"factor"/);
  });
});
