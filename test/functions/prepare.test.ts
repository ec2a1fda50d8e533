import { describe, expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { loadFunction, mapUserError } from "../../src/functions/load.ts";
import { prepareBody, prepareFunction, type PrepareOptions } from "../../src/functions/prepare.ts";
import type { PreparedFunction } from "../../src/functions/prepared-function.ts";

const baseDir = process.cwd();

/** Loads it as a lane does, and calls it. */
async function run(prepared: PreparedFunction, ...args: readonly unknown[]): Promise<unknown> {
  const scope = { geometry: "geometry", ctx: "ctx", Layer: "Layer", inputs: { roads: "roads" } };
  const fn = (await loadFunction(prepared, baseDir, scope)) as (...values: readonly unknown[]) => unknown;
  return fn(...args);
}

function refusal(make: () => unknown): SpatialError {
  try {
    make();
  } catch (error) {
    if (error instanceof SpatialError) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

async function thrownBy(prepared: PreparedFunction): Promise<Error> {
  try {
    await run(prepared);
  } catch (error) {
    mapUserError(error, prepared, baseDir);
    return error as Error;
  }
  throw new Error("It did not throw.");
}

describe("functions", () => {
  // oxlint-disable-next-line typescript/unbound-method -- its text is what is sent
  const method = { async double(x: number) { return x * 2; } }.double; // prettier-ignore
  test.each<[string, (x: number) => unknown]>([
    ["an arrow function", (x) => x * 2],
    ["an async arrow function", async (x) => x * 2],
    ["a function", function (x) { return x * 2; }], // prettier-ignore
    ["a method", method],
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- a task function stands alone
    ["a named recursive function", function twice(x): number { return x < 1 ? 0 : twice(x - 1) + 2; }], // prettier-ignore
  ])("%s runs with the same meaning", async (_, fn) => {
    expect(await run(prepareFunction(fn), 4)).toBe(8);
    expect(await run(prepareFunction(fn), 11)).toBe(22);
  });

  test("geometry, ctx, Layer and named inputs are in scope", async () => {
    const prepared = prepareFunction("() => [geometry, ctx, Layer, roads]", { names: ["roads"] });
    expect(await run(prepared)).toEqual(["geometry", "ctx", "Layer", "roads"]);
  });

  test("a function given as text may be TypeScript", async () => {
    expect(await run(prepareFunction("(x: number): number => { interface A {} return x as number }"), 3)).toBe(3);
  });

  test("equal functions have the same key, others not", () => {
    expect(prepareFunction("(a) => a").key).toBe(prepareFunction("(a) => a").key);
    expect(prepareFunction("(a) => a").key).not.toBe(prepareFunction("(b) => b").key);
  });

  test("require and import() find packages from the notebook's folder", async () => {
    expect(await run(prepareFunction('async () => typeof (await import("flatbush")).default'))).toBe("function");
    expect(await run(prepareFunction('() => typeof require("acorn").parse'))).toBe("function");
  });
});

describe("refusals name the place and what to do", () => {
  test.each<[string, string, SpatialError["code"], RegExp]>([
    [
      "a variable of outside",
      "(x) => {\n  return x * factor;\n}",
      "FREE_VARIABLE",
      /^cell 3, line 11: "factor" is declared outside/,
    ],
    [
      "layers",
      "() => layers.roads",
      "FREE_VARIABLE",
      /^cell 3, line 10: "layers" belongs to the notebook.*Give the layer as an input/,
    ],
    ["map as a free variable", "() => map.show()", "FREE_VARIABLE", /"map" belongs to the notebook/],
    ["geo, even after typeof", "() => typeof geo", "FREE_VARIABLE", /"geo" belongs .*geometry\.buffer/],
    ["tasks", "() => tasks.cancelAll()", "FREE_VARIABLE", /"tasks" belongs/],
    ["a compiled cell's variable", "() => exports.total + 1", "FREE_VARIABLE", /"total" is declared outside/],
    [
      "a compiled cell's import",
      "() => (0, turf_1.area)(1)",
      "FREE_VARIABLE",
      /"turf" is imported outside.*await import/,
    ],
    ["several at once", "() => a + b", "FREE_VARIABLE", /"a" .*So are "b" \(cell 3, line 10\)/],
    ["this", "function f() {\n return this.x; }", "FUNCTION_UNSUPPORTED", /^cell 3, line 11: "this" has no meaning/],
    ["super", "m() { return super.m(); }", "FUNCTION_UNSUPPORTED", /"super"/],
    ["a class", "class A {}", "FUNCTION_UNSUPPORTED", /is a class/],
    ["no function", "42", "FUNCTION_UNSUPPORTED", /is not a function/],
    ["bad syntax", "(x) => {\n  return x +;\n}", "FUNCTION_SYNTAX", /^cell 3, line 11: Unexpected/],
  ])("%s", (_, source, code, message) => {
    const error = refusal(() => prepareFunction(source, { where: "cell 3", line: 10 }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test.each<[string, (...args: never[]) => unknown]>([
    ["built in", Math.max],
    ["bound", setTimeout.bind(null)],
  ])("a %s function", (_, fn) => {
    expect(refusal(() => prepareFunction(fn))).toMatchObject({ code: "FUNCTION_UNSUPPORTED" });
  });

  test.each([
    ["a local named layers", "() => { const layers = [1]; return layers.map((x) => x); }"],
    ["a parameter named map", "(map) => map.size"],
    ["a method named map", "(rows) => rows.map((r) => r)"],
    ["this of an inner function", "() => { function f() { return this; } class A { x = this; } return [f, A]; }"],
    ["a guarded global", "() => (typeof window === 'undefined' ? 1 : window.x)"],
    ["globals of the worker", "() => [structuredClone, setTimeout, fetch, URL, console, process, Buffer, WebAssembly]"],
    ["esbuild's keepNames", "() => { const f = __name(() => 1, 'f'); return f(); }"],
  ])("%s is not refused", (_, source) => {
    expect(() => prepareFunction(source)).not.toThrow();
  });
});

describe("bodies", () => {
  const where: PrepareOptions = { where: "cell 7", line: 2 };

  test("return, await, import() and TypeScript at the top level", async () => {
    const source = `
      type Row = { n: number };
      const path = await import("node:path");
      const rows: Row[] = [{ n: 1 }, { n: 2 }];
      return path.sep + rows.map((r) => r.n).join(" ") + roads;`;
    expect(await run(prepareBody(source, { names: ["roads"] }))).toBe("/1 2roads");
  });

  test("a comparison that is a type argument in TypeScript is read as TypeScript", async () => {
    expect(await run(prepareBody("const f = <T,>(x: T) => x; return f<number>(3)"))).toBe(3);
  });

  test.each([
    ["a free name", "const a = 1;\n\ninterface B {}\nreturn a + rivers;", /^cell 7, line 5: "rivers"/],
    ["a syntax error", "const a = 1;\nconst b = ;", /^cell 7, line 3: Unexpected/],
    ["a static import", 'import x from "y";\nreturn x;', /^cell 7, line 2: .*await import/],
  ])("%s is refused with its line", (_, source, message) => {
    expect(refusal(() => prepareBody(source, where)).message).toMatch(message);
  });

  test("an error's stack shows the lines of the cell and nothing below", async () => {
    const source = "interface Unused { a: 1 }\nfunction deep(): never {\n  throw new RangeError('far');\n}\n\ndeep();";
    const { stack = "" } = await thrownBy(prepareBody(source, where));
    expect(stack.split("\n")).toEqual([
      "RangeError: far",
      expect.stringMatching(/^ {4}at deep \(cell 7, line 4, column 9\)$/),
      expect.stringMatching(/^ {4}at task \(cell 7, line 7, column 1\)$/),
    ]);
  });
});
