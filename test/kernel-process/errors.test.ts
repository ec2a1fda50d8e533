import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient, printed, type Answer } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

function traceback({ reply }: Answer): string {
  return (reply["traceback"] as string[]).join("\n").replaceAll(/Cell \d+/g, "Cell N");
}

test("an error shows the user's own line, with column and caret, and no frame of the kernel", async () => {
  const code = "interface Point {\n  x: number\n}\nconst p = undefined as unknown as Point\n  p.x";
  const answer = await kernel.execute(code);
  expect(answer.reply).toMatchObject({ status: "error", ename: "TypeError" });
  expect(traceback(answer)).toBe(
    [
      "TypeError: Cannot read properties of undefined (reading 'x')",
      "  Cell N, line 5, column 5",
      "    5 |   p.x",
      "      |     ^",
    ].join("\n"),
  );
  expect(contents(answer, "error")).toMatchObject([{ ename: "TypeError", traceback: answer.reply["traceback"] }]);
});

test("calls into earlier cells are shown with their cell", async () => {
  const definition = await kernel.execute(
    "type N = number\nfunction fail(n: N): never {\n  throw new RangeError(`bad ${n}`)\n}",
  );
  const first = definition.reply["execution_count"] as number;
  const { reply } = await kernel.execute("await null\nfail(3)");
  expect(reply["traceback"]).toEqual([
    "RangeError: bad 3",
    `  Cell ${first}, line 3, column 9`,
    "    3 |   throw new RangeError(`bad ${n}`)",
    "      |         ^",
    `  at fail (Cell ${first}, line 3, column 9)`,
    `  at Cell ${first + 1}, line 2, column 1`,
  ]);
});

test("type errors are shown before anything runs, each with its line", async () => {
  const answer = await kernel.execute("console.log('ran')\nconst s: string = 1\nconst t: number = 'x'");
  expect(answer.reply).toMatchObject({ status: "error", ename: "TypeScriptError" });
  expect(printed(answer)).toBe("");
  expect(traceback(answer)).toBe(
    [
      "Cell N, line 2, column 7: Type 'number' is not assignable to type 'string'. (TS2322)",
      "  2 | const s: string = 1",
      "    |       ^",
      "Cell N, line 3, column 7: Type 'string' is not assignable to type 'number'. (TS2322)",
      "  3 | const t: number = 'x'",
      "    |       ^",
    ].join("\n"),
  );
});

test.each([
  ["a string", "throw 'oops'", "Thrown", "'oops'"],
  ["nothing", "throw undefined", "Thrown", "undefined"],
  ["an error of its own name", "class Odd extends Error { name = 'Odd' }\nthrow new Odd('why')", "Odd", "why"],
])("throwing %s ends the cell", async (_, code, ename, evalue) => {
  expect((await kernel.execute(code)).reply).toMatchObject({ status: "error", ename, evalue });
});

test("an error's causes are shown, each with its lines", async () => {
  const code = `function deep() {
  throw new TypeError("deep")
}
function middle() {
  try { deep() } catch (cause) { throw new Error("middle", { cause }) }
}
try { middle() } catch (cause) { throw new Error("outer", { cause }) }`;
  expect(traceback(await kernel.execute(code))).toBe(`Error: outer
  Cell N, line 7, column 40
    7 | try { middle() } catch (cause) { throw new Error("outer", { cause }) }
      |                                        ^
Caused by Error: middle
  at middle (Cell N, line 5, column 40)
  at Cell N, line 7, column 7
Caused by TypeError: deep
  at deep (Cell N, line 2, column 9)
  at middle (Cell N, line 5, column 9)
  at Cell N, line 7, column 7`);
});

test("causes that are no errors are shown, and those in a circle once", async () => {
  const code = "const a = new Error('a', { cause: 7 }), b = new Error('b', { cause: a })\n";
  expect(traceback(await kernel.execute(`${code}throw b`))).toContain("Caused by 7");
  const circle = traceback(await kernel.execute("a.cause = b; throw b"));
  expect(circle.match(/Caused by/g)).toHaveLength(1);
});

test("the errors of an AggregateError are shown", async () => {
  const code = "await Promise.any([Promise.reject(new Error('one')), Promise.reject('two')])";
  expect(traceback(await kernel.execute(code))).toBe(
    "AggregateError: All promises were rejected\n1. Error: one\n  at Cell N, line 1, column 35\n2. 'two'",
  );
  const many = "throw new AggregateError(Array.from({ length: 12 }, (_, i) => i), 'many')";
  expect(traceback(await kernel.execute(many))).toMatch(/10\. 9\n… and 2 more errors$/);
});

test("endless recursion is shown once", async () => {
  const shown = traceback(
    await kernel.execute("function down(n: number): number {\n  return down(n + 1) + 1\n}\ndown(0)"),
  );
  expect(shown).toMatch(/^RangeError: Maximum call stack size exceeded\n {2}Cell N, line 2, column \d+\n/);
  expect(shown).toMatch(/ {2}at down \(Cell N, line 2, column 10\)\n {2}… and 2\d times more$/);
});

test("an error in { … } of a magic shows the magic's own line", async () => {
  await kernel.execute("const missing: any = undefined");
  expect(traceback(await kernel.execute("1\n  %buffer {missing.x} --distance 1km"))).toBe(
    `TypeError: Cannot read properties of undefined (reading 'x')
  Cell N, line 2, column 20
    2 |   %buffer {missing.x} --distance 1km
      |                    ^`,
  );
  expect(traceback(await kernel.execute("%buffer {nosuch} --distance 1km"))).toBe(
    `Cell N, line 1, column 10: Cannot find name 'nosuch'. (TS2304)
  1 | %buffer {nosuch} --distance 1km
    |          ^`,
  );
});

test("what Node and the kernel do on the way is left out", async () => {
  const reading = traceback(await kernel.execute("import { readFileSync } from 'node:fs'\nreadFileSync('/nothere')"));
  expect(reading).toMatch(
    /^Error: ENOENT.*\n {2}Cell N, line 2, column \d+\n.*\n +\| +\^\n\{\n {2}errno: -2,[^]*\n\}$/,
  );
});

test("a printed error names the cell's lines too", async () => {
  const answer = await kernel.execute("\nconsole.error(new Error('printed'))");
  expect(printed(answer, "stderr").replace(/Cell \d+/, "Cell N")).toBe(
    "Error: printed\n    at Cell N, line 2, column 15\n",
  );
});

test("an error that nobody awaits is printed in its cell, and the kernel lives", async () => {
  const code =
    "setTimeout(() => { throw new Error('from a timer') }, 1)\nPromise.reject(new Error('from a promise'))\nawait new Promise((r) => setTimeout(r, 30))";
  const answer = await kernel.execute(code);
  expect(answer.reply).toMatchObject({ status: "ok" });
  expect(printed(answer, "stderr")).toContain("Error: from a timer");
  expect(printed(answer, "stderr")).toContain("Error: from a promise");
});

test("cells queued behind a failure are aborted unless told not to, cells sent later run", async () => {
  const failing = kernel.execute("await new Promise((r) => setTimeout(r, 30)); throw new Error('stop')");
  const queued = kernel.execute("1");
  expect((await failing).reply).toMatchObject({ status: "error" });
  expect((await queued).reply).toMatchObject({ status: "aborted" });
  const tolerant = kernel.execute("await new Promise((r) => setTimeout(r, 30)); throw new Error('go on')", {
    stop_on_error: false,
  });
  const next = kernel.execute("1");
  expect((await tolerant).reply).toMatchObject({ status: "error" });
  expect((await next).reply).toMatchObject({ status: "ok" });
});
