import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient, printed, shown } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

test("a cell announces itself, shows its last expression and counts", async () => {
  const answer = await kernel.execute("const a = 5\na * 2");
  const [input] = contents(answer, "execute_input");
  expect(input?.["code"]).toBe("const a = 5\na * 2");
  expect(contents(answer, "execute_result")).toEqual([
    { data: { "text/plain": "10" }, metadata: {}, execution_count: input?.["execution_count"] },
  ]);
  expect(answer.reply).toMatchObject({ status: "ok", execution_count: input?.["execution_count"] });
  expect(answer.output.map(({ content }) => content["execution_state"]).filter(Boolean)).toEqual(["busy", "idle"]);
});

test.each([
  ["a value of an earlier cell", "a + 1", "6"],
  ["null", "null", "null"],
  ["no undefined", "undefined", undefined],
  ["no declaration", "const quiet = 1", undefined],
  ["an awaited value", "await Promise.resolve('x')", "'x'"],
  ["what a function awaits that is called at once", "await (async () => { await null; return 'y' })()", "'y'"],
  ["newer library functions", "[3, 1, 2].findLast((n) => n < 3)", "2"],
  ["a value that is thenable, unawaited", "({ then() {} })", "{ then: [Function: then] }"],
])("a cell shows %s", async (_, code, text) => {
  expect(shown(await kernel.execute(code))).toBe(text);
});

test("a cell reads names of earlier cells in every place where a name may stand", async () => {
  await kernel.execute("let one = 1; const two = 2; const inner = () => { const two = 20; return { one, two } }");
  expect(shown(await kernel.execute("({ one, two, three: one + two, four: { ...{ two } } })"))).toBe(
    "{ one: 1, two: 2, three: 3, four: { two: 2 } }",
  );
  expect(shown(await kernel.execute("({ one } = { one: 5 }); [one, inner().two]"))).toBe("[ 5, 20 ]");
});

test("every print arrives, in order, with its idle", async () => {
  const answer = await kernel.execute("for (let i = 0; i < 20_000; i++) console.log(i)");
  expect(printed(answer)).toBe(Array.from({ length: 20_000 }, (__, i) => `${i}\n`).join(""));
  expect(contents(answer, "stream").length).toBeLessThan(200);
});

test("prints of a blocking cell arrive while it runs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mapcell-blocking-"));
  const file = join(folder, "heard");
  const until = `while (!require("node:fs").existsSync(${JSON.stringify(file)})) {}`;
  const header = await kernel.begin(`console.log("early"); ${until} console.log("late")`);
  writeFileSync(file, "");
  await kernel.idle(header);
  rmSync(folder, { recursive: true });
  expect(contents(kernel.outputOf(header), "stream").map(({ text }) => text)).toEqual(["early\n", "late\n"]);
});

test("stdout and stderr keep their order", async () => {
  const answer = await kernel.execute("console.log(1); console.error(2); console.log(3)");
  expect(contents(answer, "stream").map(({ name, text }) => [name, text])).toEqual([
    ["stdout", "1\n"],
    ["stderr", "2\n"],
    ["stdout", "3\n"],
  ]);
});

test("a silent cell shows nothing and does not count", async () => {
  const before = await kernel.execute("1");
  const silent = await kernel.execute("1 + 1", { silent: true });
  expect(silent.output.map(({ header }) => header.msg_type)).toEqual(["status", "status"]);
  const unstored = await kernel.execute("1 + 1", { store_history: false });
  expect(shown(unstored)).toBe("2");
  const after = await kernel.execute("1");
  expect(after.reply["execution_count"]).toBe((before.reply["execution_count"] as number) + 1);
});

test("user expressions are evaluated after the cell", async () => {
  const { reply } = await kernel.execute("const n = 4", { user_expressions: { twice: "n * 2", broken: "nothere" } });
  expect(reply["user_expressions"]).toMatchObject({
    twice: { status: "ok", data: { "text/plain": "8" } },
    broken: { status: "error", ename: "TypeScriptError" },
  });
});

test("imports are resolved from the notebook's folder", async () => {
  const { output } = await kernel.execute(
    "import { sep } from 'node:path'\n[sep.length, process.cwd() === require('os').tmpdir()]",
  );
  expect(contents({ output }, "execute_result")).toMatchObject([{ data: { "text/plain": "[ 1, true ]" } }]);
});

test("questions are asked one at a time, and an interrupt takes one back", async () => {
  const asked: unknown[] = [];
  kernel.onInput = ({ prompt, password }) => {
    asked.push([prompt, password]);
    return `answer ${asked.length}`;
  };
  const both = "await Promise.all([input('one'), input('two', { password: true })])";
  expect(shown(await kernel.execute(both))).toBe("[ 'answer 1', 'answer 2' ]");
  expect(asked).toEqual([
    ["one", false],
    ["two", true],
  ]);
  const isAsked = new Promise<void>((done) => {
    kernel.onInput = () => {
      done();
      return undefined;
    };
  });
  const waiting = kernel.execute("await input('three')");
  await isAsked;
  await kernel.request("interrupt_request", {}, "control");
  expect((await waiting).reply).toMatchObject({ status: "error", ename: "KernelInterrupted" });
  kernel.onInput = () => "fresh";
  expect(shown(await kernel.execute("await input('four')"))).toBe("'fresh'");
});

test("input() asks the front end, and says so where nobody can answer", async () => {
  kernel.onInput = ({ prompt, password }) => `${String(prompt)}/${String(password)}`;
  expect(shown(await kernel.execute("await input('Name?')"))).toBe("'Name?/false'");
  const refused = await kernel.execute("await input('Name?')", { allow_stdin: false });
  expect(refused.reply).toMatchObject({ status: "error", ename: "SpatialError" });
  expect(refused.reply["evalue"]).toContain("takes no input");
});
