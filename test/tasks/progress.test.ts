import { expect, test } from "vitest";
import type { TaskEvent } from "../../src/tasks/events.ts";
import { Task } from "../../src/tasks/task.ts";
import { record, type Script, toy, toyEngine, unit, when } from "./toy-engine.ts";

const fractions = (events: readonly TaskEvent[]): number[] =>
  events.flatMap((event) => (event.type === "progress" ? [event.fraction] : []));

/** Goes up and down until the gate is open. */
const steps: Script = (gate: Int32Array, ctx) => {
  for (let i = 0; Atomics.load(gate, 0) === 0; i++) {
    ctx.progress(1 - 1 / (1 + i / 1_000_000));
    ctx.progress(0);
    ctx.progress(-5);
    ctx.progress(NaN);
  }
  ctx.progress(150);
};

test("progress is sampled, only rises, and is 1 only when complete", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const gate = new Int32Array(new SharedArrayBuffer(4));
  engine.on(() => fractions(events).length === 3 && Atomics.store(gate, 0, 1));
  const start = performance.now();
  await engine.add(toy("steps", steps, { input: gate }));
  const seen = fractions(events);
  expect(seen.length).toBeGreaterThan(3);
  expect(seen.length).toBeLessThanOrEqual(2 + (performance.now() - start) / 100);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((fraction) => fraction === 1)).toHaveLength(1);
  expect(seen.at(-1)).toBe(1);
});

test("the last value before a failure is delivered before the end", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const task = engine.add(
    toy("half", (_, ctx) => {
      ctx.progress(0.5, "half way");
      throw new Error("stop");
    }),
  );
  await task.settled;
  expect(fractions(events)).toEqual([0.5]);
  expect(events.findLast((event) => "task" in event)?.type).toBe("settled");
  expect(task).toMatchObject({ fraction: 0.5, text: "half way" });
});

test("of many texts the latest wins, and the last one arrives", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const task = engine.add(
    toy("texts", (_, ctx) => {
      for (let i = 0; i <= 50_000; i++) ctx.progress(i / 100_000, `feature ${i}`);
    }),
  );
  await task;
  expect(task.text).toBe("feature 50000");
  expect(events.length).toBeLessThan(1000);
});

const quick: Script = () => 1;
const wait: Script = (_, ctx) => {
  while (!ctx.isCanceled());
};

test("chunks add up by their weights; the stage that joins them counts little", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const task = new Task("weighted", {
    job: { stages: [() => [unit(quick, 0, 3), unit(wait, 0, 1)], () => [unit(quick)]] },
  });
  engine.add(task);
  await when(task, ({ type }) => type === "progress");
  task.cancel();
  await task.settled;
  expect(fractions(events)).toEqual([expect.closeTo(0.75 / 1.05, 6)]);
});

test("logs and emitted values keep their order and all come before the end", async () => {
  const engine = toyEngine();
  const seen: unknown[] = [];
  const task = toy("talks", (_, ctx) => {
    for (let i = 0; i < 2000; i++) ctx.emit("n", i);
    // oxlint-disable-next-line no-console -- what users do
    console.log("printed %d", 5);
    // oxlint-disable-next-line no-console -- the same
    console.error("bad");
    ctx.log("warning", "odd");
  });
  task.on((event) => {
    if (event.type === "emit") seen.push(event.value);
    if (event.type === "settled") seen.push("end");
  });
  await engine.add(task);
  expect(seen).toEqual([...Array.from({ length: 2000 }, (_, i) => i), "end"]);
  expect(task.logs).toEqual([
    { level: "info", text: "printed 5" },
    { level: "error", text: "bad" },
    { level: "warning", text: "odd" },
  ]);
});

test("a flood of log lines is cut and counted", async () => {
  const task = toyEngine().add(
    toy("flood", (_, ctx) => {
      for (let i = 0; i < 100_000; i++) ctx.log("info", `line ${i}`);
    }),
  );
  await task;
  expect(task.logs).toHaveLength(1001);
  expect(task.logs.at(-1)).toEqual({ level: "warning", text: "99000 more messages are not shown." });
});

test("elapsed time starts with running and stops at the end", async () => {
  let now = 1000;
  const { systemClock } = await import("../../src/tasks/clock.ts");
  const engine = toyEngine({ clock: { ...systemClock, now: () => now } });
  const task = toy("timed", (_, ctx) => {
    ctx.progress(0.25);
    ctx.emit("quarter", 1);
    while (!ctx.isCanceled());
  });
  expect(task.elapsedMs).toBe(0);
  engine.add(task);
  await when(task, ({ type }) => type === "progress");
  now = 4000;
  expect(task.elapsedMs).toBe(3000);
  expect(task.remainingMs).toBeCloseTo(9000, 6);
  task.cancel();
  await task.settled;
  now = 9000;
  expect(task.elapsedMs).toBe(3000);
  expect(task.remainingMs).toBeUndefined();
});

test("what is left over of an ended task is not heard and moves no other task's bar", async () => {
  const engine = toyEngine({ lanes: 1 });
  const guilty = toy("guilty", (_, ctx) => {
    setTimeout(() => {
      ctx.progress(0.9, "from the grave");
      ctx.log("info", "from the grave");
    }, 10);
  });
  const next = toy("next", (_, ctx) => {
    ctx.progress(0.25);
    return new Promise((_resolve, reject) => setTimeout(reject, 50, new Error("stop")));
  });
  for (const task of [guilty, next]) engine.add(task);
  await next.settled;
  expect(next).toMatchObject({ fraction: 0.25, text: undefined, logs: [] });
  expect(guilty.logs).toEqual([]);
});
