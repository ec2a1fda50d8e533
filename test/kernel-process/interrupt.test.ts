import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, KernelClient, printed } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("const kept = 42");
});
afterAll(() => kernel.close());

test("an idle kernel takes an interrupt", async () => {
  const { reply } = await kernel.request("interrupt_request", {}, "control");
  expect(reply).toEqual({ status: "ok" });
  await expectAlive();
});

test("a plain SIGINT ends a cell, synchronous or not", async () => {
  for (const code of ["console.log('busy'); while (true) {}", "console.log('busy'); await new Promise(() => {})"]) {
    const header = await kernel.begin(code);
    kernel.process.kill("SIGINT");
    await kernel.idle(header);
    expect(contents(kernel.outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
    await expectAlive();
  }
});

// what is ended there leaves Node's stack of async ids filled, which Node takes for a reason to abort
const SCOPED = `new (require("node:async_hooks").AsyncResource)("x").runInAsyncScope(() => { for (;;); })`;
test.each([
  ["at the top", SCOPED],
  ["in a store", "new (require('node:async_hooks').AsyncLocalStorage)().run(1, () => { for (;;); })"],
  ["behind an await", `await null; ${SCOPED}`],
  ["in a timer", `await new Promise(() => setTimeout(() => ${SCOPED}, 5))`],
])("a loop in an async scope is ended, and the kernel lives: %s", async (_, code) => {
  for (const interrupt of [
    () => void kernel.process.kill("SIGINT"),
    () => kernel.request("interrupt_request", {}, "control"),
  ]) {
    const header = await kernel.begin(`console.log('busy'); ${code}`);
    await interrupt();
    await kernel.idle(header);
    expect(contents(kernel.outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
    await expectAlive();
  }
});

test("code that goes on after an interrupt is cut off, with one warning that names its cell", async () => {
  const code =
    "console.log('busy'); for (let i = 0; ; i++) { await new Promise((r) => setTimeout(r, 1)); console.log('late', i); }";
  const header = await kernel.begin(code);
  await kernel.request("interrupt_request", {}, "control");
  await kernel.hear(({ content }) => String(content["text"]).includes("its code goes on"));
  const next = await kernel.execute("await new Promise((done) => setTimeout(done, 60))");
  expect(printed(next)).toBe("");
  const warnings = printed(kernel.outputOf(header), "stderr").match(/Cell \d+ was interrupted but its code goes on/g);
  expect(warnings).toHaveLength(1);
});

test("an interrupt at the end of a cell spares the next cell", async () => {
  for (let round = 0; round < 60; round++) {
    const end = `const end = performance.now() + ${(round % 12) / 4}; while (performance.now() < end);`;
    const header = await kernel.begin(`console.log('busy'); { ${end} }`);
    await kernel.request("interrupt_request", {}, "control");
    await kernel.idle(header);
    expect((await kernel.execute("for (let i = 0; i < 1e5; i++);")).reply).toMatchObject({ status: "ok" });
  }
});

test("an impatient user's interrupts end one cell and spare the next", async () => {
  for (let round = 0; round < 20; round++) {
    const header = await kernel.begin("console.log('busy'); while (true) {}");
    const clicks = [1, 2, 3].map(() => kernel.request("interrupt_request", {}, "control"));
    await Promise.all([...clicks, kernel.idle(header)]);
    expect(contents(kernel.outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
    await expectAlive();
  }
});

test("a cell that listens for SIGINT itself is ended too", async () => {
  const header = await kernel.begin("process.on('SIGINT', () => {}); console.log('busy'); while (true) {}");
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(header);
  expect(contents(kernel.outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
  await expectAlive();
  await kernel.request("interrupt_request", {}, "control");
  await expectAlive();
});

test("cells queued behind an interrupted one are aborted, cells sent later run", async () => {
  const header = await kernel.begin("console.log('busy'); while (true) {}");
  const queued = kernel.execute("1");
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(header);
  expect((await queued).reply).toMatchObject({ status: "aborted" });
  await expectAlive();
});

async function expectAlive(): Promise<void> {
  const next = await kernel.execute("kept");
  expect(contents(next, "execute_result")).toMatchObject([{ data: { "text/plain": "42" } }]);
}
