// Work as it should go, whatever the lanes are made of: progress, cancel, hold, second chances, units that wait.
import { describe, expect, test } from "vitest";
import { Task } from "../../../src/tasks/task.ts";
import { record, type Script, toy, toyEngine, unit, when } from "../toy-engine.ts";
import { bystander } from "./bystander.ts";
import { LANE_KINDS } from "./lane-kinds.ts";

const polite: Script = (_, ctx) => {
  ctx.emit("on", 1);
  for (;;) ctx.throwIfCanceled();
};
const counts: Script = (_, ctx) => {
  for (let i = 1; i <= 100; i++) {
    ctx.progress(i / 100, `at ${i}`);
    ctx.emit("n", i);
  }
  return "counted";
};
/** Dies the first time it is run, by what is kept outside of its thread. */
const diesOnce: Script = (times: SharedArrayBuffer) => {
  if (Atomics.add(new Int32Array(times), 0, 1) === 0)
    (globalThis.process as unknown as { reallyExit(code: number): never }).reallyExit(9);
  return Atomics.load(new Int32Array(times), 0);
};
/** Comes up, and waits until it may answer. */
const gated: Script = (gate: SharedArrayBuffer, ctx) => {
  ctx.emit("on", 1);
  Atomics.wait(new Int32Array(gate), 0, 0);
};
const untilAborted: Script = (_, ctx) =>
  new Promise((_resolve, reject) => ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason)));

describe.each(LANE_KINDS)("over %s", (_kind, openLane) => {
  test("progress rises to 1, and all that was sent is there before the end", async () => {
    const engine = toyEngine({ lanes: 2, openLane });
    const innocent = bystander(engine);
    const events = record(engine);
    const task = engine.add(toy("counts", counts));
    expect(await task).toBe("counted");
    expect(events.flatMap((event) => (event.type === "emit" ? [event.value] : []))).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    const own = events.filter((event) => "task" in event && event.task === task);
    expect(own.at(-1)?.type).toBe("settled");
    expect([task.fraction, task.text]).toEqual([1, "at 100"]);
    await innocent.isUnharmed();
  });

  test("a cancel that is noticed costs no thread and harms nobody", async () => {
    const engine = toyEngine({ lanes: 2, graceMs: 60_000, openLane });
    const innocent = bystander(engine);
    const task = engine.add(toy("polite", polite));
    await when(task, ({ type }) => type === "emit");
    task.cancel();
    task.cancel();
    expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
    await innocent.isUnharmed();
  });

  test("a running task that is held stands still between its units, and goes on where it was", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    const gate = new SharedArrayBuffer(4);
    const task = new Task("two", { job: { stages: [() => [unit(gated, gate), unit(() => "second")]] } });
    const on = when(task, ({ type }) => type === "emit");
    engine.add(task);
    await on;
    task.hold();
    const held = when(task, (event) => event.type === "state" && event.state.status === "held");
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await held;
    expect(await engine.add(toy("between", () => "served"))).toBe("served");
    expect(task.status).toBe("held");
    task.resume();
    expect(await task).toEqual([undefined, "second"]);
  });

  test("a task that may be done twice is, once, when its thread dies", async () => {
    const engine = toyEngine({ lanes: 2, openLane });
    const innocent = bystander(engine);
    const times = new SharedArrayBuffer(4);
    expect(await engine.add(toy("again", diesOnce, { input: times, retryWhenLost: true }))).toBe(2);
    const once = engine.add(toy("once", diesOnce, { input: new SharedArrayBuffer(4) }));
    expect(await once.settled).toMatchObject({ status: "failed", reason: "lost" });
    await innocent.isUnharmed();
  });

  test("units that wait share a lane, and each is canceled for itself", async () => {
    const engine = toyEngine({ lanes: 1, graceMs: 60_000, openLane });
    const waiting = Array.from({ length: 20 }, (_, i) =>
      engine.add(new Task(`download ${i}`, { job: { stages: [() => [unit(untilAborted)]], lanes: ["io"] } })),
    );
    expect(await engine.add(toy("computes", () => 1))).toBe(1);
    waiting[7]!.cancel();
    expect(await waiting[7]!.settled).toEqual({ status: "canceled", reason: "user" });
    expect(waiting.filter(({ status }) => status === "running")).toHaveLength(19);
  });
});
