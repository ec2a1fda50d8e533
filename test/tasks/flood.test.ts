import { expect, test } from "vitest";
import { type Script, toy, toyEngine, when } from "./toy-engine.ts";

const MANY = 20_000;
/** Counts what it has sent where the main loop can see it. */
const floods: Script = ([count, sent]: [number, SharedArrayBuffer], ctx) => {
  for (let i = 0; i < count; i++) {
    ctx.emit("n", i);
    Atomics.add(new Int32Array(sent), 0, 1);
  }
};
/** Counts how often it could not send. */
const refusals: Script = (_, ctx) => {
  let refused = 0;
  for (let i = 0; i < 3000; i++) {
    try {
      ctx.emit("symbol", Symbol("s"));
    } catch {
      refused++;
    }
  }
  return refused;
};

test("a task that floods its listeners waits for them; all values arrive, in order", async () => {
  const engine = toyEngine();
  const sent = new SharedArrayBuffer(4);
  const task = toy("flood", floods, { input: [MANY, sent] });
  let next = 0;
  let lead = 0;
  task.on((event) => {
    if (event.type !== "emit") return;
    expect(event.value).toBe(next++);
    lead = Math.max(lead, Atomics.load(new Int32Array(sent), 0) - next);
  });
  await engine.add(task);
  expect(next).toBe(MANY);
  expect(lead).toBeLessThanOrEqual(1000);
});

test("a flood ends with its task's cancel, and another task's values are not lost in it", async () => {
  const engine = toyEngine();
  const flood = engine.add(toy("flood", floods, { input: [2 ** 31, new SharedArrayBuffer(4)] }));
  const other = toy("other", floods, { input: [10, new SharedArrayBuffer(4)] });
  const heard: unknown[] = [];
  other.on((event) => {
    if (event.type === "emit") heard.push(event.value);
  });
  await when(engine, (event) => event.type === "emit" && event.value === 5000);
  await engine.add(other);
  expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  flood.cancel();
  expect(await flood.settled).toEqual({ status: "canceled", reason: "user" });
});

test("values that can't be sent do not count as sent", async () => {
  expect(await toyEngine().add(toy("refused", refusals))).toBe(3000);
});
