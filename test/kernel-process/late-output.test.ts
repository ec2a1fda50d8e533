import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, contents, KernelClient, printed } from "../fixtures/kernel-client.ts";

const GATE = "new Int32Array(new SharedArrayBuffer(4))";
const WAIT = "(view: Int32Array) => { Atomics.wait(view, 0, 0); return 1 }";
const OPEN = "Atomics.store(gate, 0, 1); Atomics.notify(gate, 0);";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute(`const early = { gate: ${GATE} }, task = tasks.add(Task.fromFunction(${WAIT}, early.gate))`);
});
afterAll(() => kernel.close());

/** Without those of the task that runs all the while, which have HTML. */
const updatesOf = (answer: Answer): unknown[] =>
  contents(answer, "update_display_data").flatMap(({ data }) => (Object.keys(data as object).length > 1 ? [] : [data]));

test("an update while no cell runs comes again with the next cell where only running cells are listened to", async () => {
  const headless = { allow_stdin: false };
  await kernel.execute(
    `const idle = display("a"), other = display("b"); const turn = () => idle.update("late")`,
    headless,
  );
  await kernel.execute(
    `setTimeout(() => { void idle.update("later"); void other.update("end").then(turn) }, 300).unref()`, // unref'ed: not waited for
    headless,
  );
  await kernel.hear(({ content }) => JSON.stringify(content["data"]) === `{"text/plain":"'late'"}`);
  expect(updatesOf(await kernel.execute("1", headless))).toEqual([
    { "text/plain": "'end'" },
    { "text/plain": "'late'" },
  ]);
  expect(updatesOf(await kernel.execute("2", headless))).toEqual([]);
});

/** Left behind by an earlier cell, to be shown while a later one runs. */
const BEFORE = `const bar = display("waiting"), gate = ${GATE}, start = { now: () => {}, isDue: false };
let whenShown = () => {};
const shown = new Promise<void>((done) => { whenShown = done });`;
const SHOW = `{ console.log("late print"); display("late display"); void bar.update("updated").then(whenShown) }`;
const SLOW = `tasks.add(Task.fromFunction(${WAIT}, gate))`;

/** What the earlier cell leaves behind, and what the later one does to set it off. */
const LATE: readonly (readonly [string, string, string])[] = [
  [
    "a timer",
    `const timer = setInterval(() => { if (start.isDue) { clearInterval(timer); ${SHOW} } }, 5)`,
    "start.isDue = true",
  ],
  ["a promise", `void new Promise<void>((go) => { start.now = go }).then(() => ${SHOW})`, "start.now()"],
  [
    "an async function that goes on",
    `void (async () => { while (!start.isDue) await new Promise((done) => setTimeout(done, 5)); ${SHOW} })()`,
    "start.isDue = true",
  ],
  [
    "a task's finished",
    `class Late extends Task { view = gate; run() { Atomics.wait(this.view, 0, 0) } finished() ${SHOW} }
     tasks.add(new Late("late"))`,
    OPEN,
  ],
  ["a task's listener", `${SLOW}.on(({ type }) => { if (type === "settled") ${SHOW} })`, OPEN],
  [
    "a listener to an earlier cell's task",
    `task.on(({ type }) => { if (type === "settled") ${SHOW} })`,
    OPEN.replaceAll("gate", "early.gate"),
  ],
  ["what awaits a task", `void ${SLOW}.then(() => ${SHOW})`, OPEN],
  [
    "a listener to all tasks",
    `const once = new AbortController();
     tasks.on(({ type }) => { if (type === "settled") { once.abort(); ${SHOW} } }, { signal: once.signal })`,
    "await tasks.add(Task.fromFunction(() => 1))",
  ],
];

test.each(LATE)("prints and displays of %s come home to the cell that it stands in", async (_, leave, setOff) => {
  const first = kernel.send("execute_request", { code: `${BEFORE}\n${leave};` });
  await kernel.idle(first);
  expect(contents(kernel.outputOf(first), "error")).toEqual([]);
  const before = kernel.heard.length;
  const second = await kernel.execute(`${setOff}; await shown`);
  expect(second.reply).toMatchObject({ status: "ok" });
  const late = kernel.heard.slice(before);
  const home = { output: late.filter(({ parent }) => parent?.msg_id === first.msg_id) };
  expect([printed(home), printed(second)]).toEqual(["late print\n", ""]);
  expect(contents(home, "display_data")).toMatchObject([{ data: { "text/plain": "'late display'" } }]);
  // front ends find what is updated by its id; those that listen to the running cell alone need its header
  expect(contents(second, "update_display_data")).toContainEqual(
    expect.objectContaining({ data: { "text/plain": "'updated'" } }),
  );
});
