// Node swallows the end of a thread that is just then answering the inspector, which is how lanes tell their memory.
import { Session } from "node:inspector";
import { afterEach, expect, test } from "vitest";
import { type Script, toy, toyEngine, when } from "./toy-engine.ts";

const session = new Session();
afterEach(() => session.disconnect());

const deaf: Script = (memory: SharedArrayBuffer, ctx) => {
  Object.assign(globalThis, { asked: new Int32Array(memory) });
  ctx.emit("started", 1);
  for (;;);
};
const NEVER_ANSWERS = "Atomics.store(asked, 0, 1); for (;;);";

test("a thread that has missed its end is asked again", async () => {
  const engine = toyEngine({ lanes: 1, graceMs: 50 });
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const task = engine.add(toy("deaf", deaf, { input: asked.buffer }));
  await when(task, ({ type }) => type === "emit");
  const terminated = ask(NEVER_ANSWERS, "Execution was terminated");
  await expect.poll(() => Atomics.load(asked, 0)).toBe(1);
  task.cancel();
  await terminated;
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
});

/** Has other threads evaluate something in the midst of what they run. Settles with the answer that is waited for. */
function ask(expression: string, expected: string): Promise<void> {
  session.connect();
  return new Promise((resolve) => {
    session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) => {
      const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } });
      session.post("NodeWorker.sendMessageToWorker", { sessionId, message });
    });
    session.on("NodeWorker.receivedMessageFromWorker", ({ params: { message } }) => {
      if (message.includes(expected)) resolve();
    });
    session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  });
}
