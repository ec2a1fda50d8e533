import { afterAll, beforeAll, expect, test } from "vitest";
import type { Header } from "../../src/wire/message.ts";
import { contents, executeContent, KernelClient, printed } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("const kept = 42");
});
afterAll(() => kernel.close());

const spin = "async function spin() { for (;;) await null; }\nawait spin()";
const ticks = "await new Promise(() => { const again = () => process.nextTick(again); again(); })";

/** Each prints "busy" once it is about to be so. */
const BUSY: readonly (readonly [string, string])[] = [
  ["a synchronous loop", "console.log('busy'); while (true) {}"],
  ["a loop in try, catch and finally", "console.log('busy'); try { while (true) {} } finally { while (true) {} }"],
  ["regular expression backtracking", "console.log('busy'); /^(a+)+$/.test('a'.repeat(40) + 'b')"],
  ["Atomics.wait", "console.log('busy'); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
  ["a child process", "console.log('busy'); require('child_process').execSync('sleep 30')"],
  ["an await for ever", "console.log('busy'); await new Promise(() => {})"],
  ["a loop of timers", "console.log('busy'); for (;;) await new Promise((done) => setTimeout(done, 20))"],
  ["a loop of microtasks", `console.log('busy'); ${spin}`],
  ["a loop of ticks", `console.log('busy'); ${ticks}`],
  ["a loop after an await", "await null; console.log('busy'); while (true) {}"],
  ["a loop after a timer", "await new Promise((done) => setTimeout(done, 5)); console.log('busy'); while (true) {}"],
];

test.each(BUSY)("an interrupt ends %s, and the kernel answers before and after", async (_, code) => {
  const header = await startBusy(code);
  const start = performance.now();
  await kernel.request("kernel_info_request", {}, "control");
  await kernel.heartbeat();
  expect(performance.now() - start).toBeLessThan(1000);
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(header);
  expect(contents(outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
  await expectAlive();
});

test("a loop in a timer of a cell that has ended is ended too", async () => {
  await kernel.execute("setTimeout(() => { console.log('looping'); for (;;); }, 1)");
  await kernel.hear(({ content }) => content["text"] === "looping\n");
  const { reply } = await kernel.request("interrupt_request", {}, "control");
  expect(reply).toEqual({ status: "ok" });
  await expectAlive();
});

test("an idle kernel takes an interrupt", async () => {
  const { reply } = await kernel.request("interrupt_request", {}, "control");
  expect(reply).toEqual({ status: "ok" });
  await expectAlive();
});

test("a plain SIGINT ends a cell, synchronous or not", async () => {
  for (const code of ["console.log('busy'); while (true) {}", "console.log('busy'); await new Promise(() => {})"]) {
    const header = await startBusy(code);
    kernel.process.kill("SIGINT");
    await kernel.idle(header);
    expect(contents(outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
    await expectAlive();
  }
});

test("code that goes on after an interrupt is cut off, with one warning that names its cell", async () => {
  const code =
    "console.log('busy'); for (let i = 0; ; i++) { await new Promise((r) => setTimeout(r, 1)); console.log('late', i); }";
  const header = await startBusy(code);
  await kernel.request("interrupt_request", {}, "control");
  await kernel.hear(({ content }) => String(content["text"]).includes("its code goes on"));
  const next = await kernel.execute("await new Promise((done) => setTimeout(done, 60))");
  expect(printed(next)).toBe("");
  const warnings = printed(outputOf(header), "stderr").match(/Cell \d+ was interrupted but its code goes on/g);
  expect(warnings).toHaveLength(1);
});

test("an interrupt at the end of a cell spares the next cell", async () => {
  for (let round = 0; round < 60; round++) {
    const end = `const end = performance.now() + ${(round % 12) / 4}; while (performance.now() < end);`;
    const header = await startBusy(`console.log('busy'); { ${end} }`);
    await kernel.request("interrupt_request", {}, "control");
    await kernel.idle(header);
    expect((await kernel.execute("for (let i = 0; i < 1e5; i++);")).reply).toMatchObject({ status: "ok" });
  }
});

test("an impatient user's interrupts end one cell and spare the next", async () => {
  for (let round = 0; round < 20; round++) {
    const header = await startBusy("console.log('busy'); while (true) {}");
    const clicks = [1, 2, 3].map(() => kernel.request("interrupt_request", {}, "control"));
    await Promise.all([...clicks, kernel.idle(header)]);
    expect(contents(outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
    await expectAlive();
  }
});

test("a cell that listens for SIGINT itself is ended too", async () => {
  const header = await startBusy("process.on('SIGINT', () => {}); console.log('busy'); while (true) {}");
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(header);
  expect(contents(outputOf(header), "error")).toMatchObject([{ ename: "KernelInterrupted" }]);
  await expectAlive();
  await kernel.request("interrupt_request", {}, "control");
  await expectAlive();
});

test("cells queued behind an interrupted one are aborted, cells sent later run", async () => {
  const header = await startBusy("console.log('busy'); while (true) {}");
  const queued = kernel.execute("1");
  await kernel.request("interrupt_request", {}, "control");
  await kernel.idle(header);
  expect((await queued).reply).toMatchObject({ status: "aborted" });
  await expectAlive();
});

async function startBusy(code: string): Promise<Header> {
  const header = kernel.send("execute_request", executeContent(code));
  await kernel.hear(({ header: { msg_type }, parent }) => msg_type === "stream" && parent?.msg_id === header.msg_id);
  return header;
}

function outputOf(header: Header) {
  return { output: kernel.heard.filter(({ parent }) => parent?.msg_id === header.msg_id) };
}

async function expectAlive(): Promise<void> {
  const next = await kernel.execute("kept");
  expect(contents(next, "execute_result")).toMatchObject([{ data: { "text/plain": "42" } }]);
}
