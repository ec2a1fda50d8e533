import { afterAll, beforeAll, expect, test } from "vitest";
import { KernelClient, shown } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

test("what a cell declared before it threw is there for the next, with its type", async () => {
  const code = `import { sep as separator } from "node:path"
const [a, { b }] = [1, { b: "two" }]; let unset; class Shape { sides = 3 }
function double(n: number) { return n * 2 }
interface Named { name: string }
throw new Error("stop")`;
  expect((await kernel.execute(code)).reply).toMatchObject({ status: "error", evalue: "stop" });
  const read = "const named: Named = { name: b }; [separator, a, named.name, unset, new Shape().sides, double(a)]";
  expect(shown(await kernel.execute(read))).toBe("[ '/', 1, 'two', undefined, 3, 2 ]");
  expect((await kernel.execute("a.length")).reply["evalue"]).toContain("does not exist on type 'number'");
});

test("what a cell would have declared after it threw is an error that says so", async () => {
  await kernel.execute("const reached = 1; throw new Error('stop'); const early = 1, missed = 2, late = 3");
  const { reply } = await kernel.execute("missed + 1");
  expect(reply["evalue"]).toMatch(
    /^Cell \d+, line 1, column 1: Cannot find name 'missed'. The cell that declares it ended before it did so.$/,
  );
  expect(shown(await kernel.execute("const missed = 5; [reached, missed]"))).toBe("[ 1, 5 ]");
});

test("a cell that throws before it declares a name anew leaves the name as it was, but functions come first", async () => {
  await kernel.execute("const kept = 'old', anew = 'old'; function greet() { return 'old' }");
  await kernel.execute("const anew = 2; JSON.parse('{'); const kept = 1; function greet() { return 1 }");
  expect(shown(await kernel.execute("[kept.length, anew.toFixed(1), greet().toFixed(1)]"))).toBe("[ 3, '2.0', '1.0' ]");
});

test.each([
  ["blocks", "while (true) {}"],
  ["waits", "await new Promise(() => {})"],
  ["keeps the loop busy after it has waited", "await null; while (true) {}"],
])("what a cell declared before it was interrupted is there, when the cell %s", async (_, stuck) => {
  const header = await kernel.begin(`const before = "it"; console.log('busy'); ${stuck}; const after = 1`);
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(header);
  expect(shown(await kernel.execute("before.length"))).toBe("2");
  expect((await kernel.execute("after")).reply["evalue"]).toContain("Cannot find name 'after'");
  await kernel.execute("const before = 1");
});

test("what a cell declares long after it was interrupted stays unknown", async () => {
  await kernel.execute("let goOn: () => void, ended = () => {}");
  const waits = "console.log('busy'); await new Promise<void>((done) => { goOn = done })";
  const header = await kernel.begin(`const first = 1; ${waits}; const second = 2; ended()`);
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(header);
  await kernel.execute("await new Promise<void>((done) => { ended = done; goOn() })");
  expect((await kernel.execute("first + second")).reply["evalue"]).toContain("Cannot find name 'second'");
});

test.each([
  ["{ var inBlock = 1 }", "inBlock.toFixed(1)", "'1.0'"],
  ["if (Date.now() > 0) { var [inIf, { deep }] = [1, { deep: 'two' }] }", "inIf.toFixed(1) + deep.length", "'1.03'"],
  ["for (var i = 0; i < 3; i++);", "i.toFixed(1)", "'3.0'"],
  ["for (var of_ of ['a', 'b']); for (var key in { c: 1 });", "of_.at(-1) + key", "'bc'"],
  ["try { var wide: string | number = 1 } finally {}\nwide", "wide = 'as declared'", "'as declared'"],
  ["const twice = 'old'", "{ var twice = 1 }\ntwice", "1"],
  ["await null; { var late = 1; late = 2 } const set = () => { late = 3 }; set()", "late", "3"],
])("a variable in a block is the cell's: %s", async (code, next, shows) => {
  await kernel.execute(code);
  expect(shown(await kernel.execute(next))).toBe(shows);
});

test("what a cell did not come to declare by const, later cells may declare by var, in blocks too", async () => {
  await kernel.execute("throw new Error('stop'); const never = 1, neither = 2");
  expect(shown(await kernel.execute("const write = () => (never = 3); write(); { var never = 2 } never"))).toBe("2");
  await kernel.execute("{ let seen = String(neither); var neither = 7; console.log(seen) }");
  expect(shown(await kernel.execute("neither"))).toBe("7");
});

test("a variable in a function of a cell stays there", async () => {
  await kernel.execute("function own() { if (true) { var hidden = 1 } return hidden }");
  expect((await kernel.execute("hidden")).reply["evalue"]).toContain("Cannot find name 'hidden'");
});
