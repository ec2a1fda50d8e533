import { afterAll, beforeAll, expect, test } from "vitest";
import { contents, executeContent, KernelClient, shown } from "../fixtures/kernel-client.ts";
import type { Header } from "../../src/wire/message.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
  await kernel.execute("const results: Task<number>[] = []");
});
afterAll(() => kernel.close());

const SMALL = "console.log('running'); await new Promise(() => {})";
/** It takes the compiler some hundred ms. */
const LINES = Array.from({ length: 400 }, (_, n) => `const v${n} = [${n}, 2].map((x) => ({ x, text: String(x) }));`);
const LARGE = `${SMALL}\n{ ${LINES.join("\n")} }`;
const FOLLOWING = 12;

/** Sends twelve cells at once, each with a task, and tells how they and their tasks end. */
async function sendFollowing(): Promise<unknown> {
  await kernel.execute("results.length = 0");
  const cells = Array.from({ length: FOLLOWING }, (_, n) =>
    kernel.execute(`results.push(tasks.add(Task.fromFunction((n: number) => n + 1, ${n}))); ${n}`),
  );
  const answers = await Promise.all(cells);
  const ends = await kernel.execute("(await Promise.all(results)).join() + results.map(({ status }) => status).join()");
  return { cells: answers.map((answer) => answer.reply["status"] === "ok" && shown(answer)), tasks: shown(ends) };
}

const UNTOUCHED = {
  cells: Array.from({ length: FOLLOWING }, (_, n) => String(n)),
  tasks: `'1,2,3,4,5,6,7,8,9,10,11,12${Array(FOLLOWING).fill("complete").join()}'`,
};

async function errorOf(header: Header): Promise<unknown> {
  await kernel.idle(header);
  return contents(kernel.outputOf(header), "error").map(({ ename }) => ename);
}

const ROUNDS = [SMALL, LARGE].flatMap((code, index) =>
  [0, 15, 60].map((delay) => [index === 0 ? "small" : "large", delay, code] as const),
);

test.each(ROUNDS)(
  "a %s cell stopped %i ms after it was sent is ended, and none of those after it",
  async (_, ms, code) => {
    const header = kernel.send("execute_request", executeContent(code));
    await new Promise((resolve) => setTimeout(resolve, ms));
    await kernel.hear(({ header: { msg_type }, parent }) => msg_type === "status" && parent?.msg_id === header.msg_id);
    await kernel.request("interrupt_request", {}, "control");
    expect(await errorOf(header)).toEqual(["KernelInterrupted"]);
    expect(await sendFollowing()).toEqual(UNTOUCHED);
  },
);

test("a signal while a cell is converted ends that cell and none of those after it", async () => {
  const header = kernel.send("execute_request", executeContent(LARGE));
  await kernel.hear(({ header: { msg_type }, parent }) => msg_type === "status" && parent?.msg_id === header.msg_id);
  kernel.process.kill("SIGINT");
  expect(await errorOf(header)).toEqual(["KernelInterrupted"]);
  expect(await sendFollowing()).toEqual(UNTOUCHED);
});

test("a cell whose last act is a signal to its own process is interrupted, and the next one is not", async () => {
  for (let round = 0; round < 20; round++) {
    const raised = await kernel.execute("process.kill(process.pid, 'SIGINT')");
    const next = await kernel.execute("for (let i = 0; i < 1e6; i++); 7");
    expect([raised.reply["ename"], shown(next)]).toEqual(["KernelInterrupted", "7"]);
  }
});

test("signals are heard by a kernel whose cells have taken all listeners away", async () => {
  await kernel.execute("process.removeAllListeners('SIGINT')");
  const header = await kernel.begin("console.log('busy'); for (;;);");
  kernel.process.kill("SIGINT");
  expect(await errorOf(header)).toEqual(["KernelInterrupted"]);
  expect(await sendFollowing()).toEqual(UNTOUCHED);
});
