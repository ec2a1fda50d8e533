import { expect, test } from "vitest";
import { Task } from "../../src/tasks/task.ts";
import { job, record, type Script, toy, toyEngine, unit, when } from "./toy-engine.ts";

const one: Script = () => 1;
const forever: Script = (_, ctx) => {
  while (!ctx.isCanceled());
  ctx.throwIfCanceled();
};
/** Ends its thread past the guards, the first time. */
const diesOnce: Script = (memory: SharedArrayBuffer) => {
  const count = Atomics.add(new Int32Array(memory), 0, 1);
  if (count < 1) Reflect.get(process, "reallyExit").call(process, 3);
  return count;
};
const dies: Script = () => Reflect.get(process, "reallyExit").call(process, 3);
const waitForGate: Script = (memory: SharedArrayBuffer) => Atomics.wait(new Int32Array(memory), 0, 0);

test("counts and active tasks follow what goes on; allFinished comes whenever nothing is left", async () => {
  const engine = toyEngine({ lanes: 1 });
  let finished = 0;
  engine.on(({ type }) => (finished += type === "allFinished" ? 1 : 0));
  const a = engine.add(toy("a", one));
  const b = engine.add(toy("b", one));
  expect(engine.countActive).toBe(2);
  expect(engine.activeTasks()).toEqual([a, b]);
  expect(a.isActive).toBe(true);
  await b;
  expect([engine.countActive, finished, a.isActive]).toEqual([0, 1, false]);
  engine.add(toy("c", forever)).cancel();
  await when(engine, ({ type }) => type === "allFinished");
  expect(finished).toBe(2);
});

test("a hidden task runs and ends as others do, and nobody lists it", async () => {
  const engine = toyEngine();
  const hidden = engine.add(toy("hidden", one, { hidden: true }));
  expect([engine.tasks(), engine.countActive]).toEqual([[], 0]);
  expect(await hidden).toBe(1);
  expect(engine.tasks()).toEqual([]);
  const loop = engine.add(toy("hidden loop", forever, { hidden: true }));
  engine.cancelAll();
  expect(await loop.settled).toEqual({ status: "canceled", reason: "user" });
});

test("cancelAll spares those that are not meant; canCancel is for buttons only", async () => {
  const engine = toyEngine();
  const kept = engine.add(toy("kept", forever, { keep: true }));
  const other = engine.add(toy("other", forever, { canCancel: false }));
  expect(other.canCancel).toBe(false);
  engine.cancelAll((task) => !task.keep);
  expect(await other.settled).toEqual({ status: "canceled", reason: "user" });
  expect(kept.status).toBe("running");
});

test("waiting for a task ends with it or after the time given, and may be done again", async () => {
  const engine = toyEngine();
  const task = engine.add(toy("loop", forever));
  expect(await task.waitForFinished(20)).toBe(false);
  expect(await task.waitForFinished(20)).toBe(false);
  const ended = task.waitForFinished();
  task.cancel();
  expect(await ended).toBe(true);
  expect(await task.waitForFinished(0)).toBe(true);
  await expect(toy("never", one).waitForFinished(1)).rejects.toMatchObject({ code: "UNKNOWN_TASK" });
  await expect(task.waitForFinished(-1)).rejects.toMatchObject({ code: "BAD_ARGUMENT" });
});

test("a task that runs longer than it may fails with the reason timeout; waiting does not count", async () => {
  const engine = toyEngine({ lanes: 1, graceMs: 20 });
  const deaf = engine.add(
    toy(
      "deaf",
      () => {
        for (;;);
      },
      { timeoutMs: 50 },
    ),
  );
  const after = engine.add(toy("after", one, { timeoutMs: 10_000 }));
  expect(await deaf.settled).toMatchObject({ status: "failed", reason: "timeout", error: { code: "TASK_TIMEOUT" } });
  expect(await after).toBe(1);
  expect(() => toy("x", one, { timeoutMs: 0 })).toThrow("expected a number above 0");
});

test("a time limit of a task counts for its sub-tasks too", async () => {
  const engine = toyEngine();
  const whole = new Task("whole", { timeoutMs: 30 });
  const part = whole.addSubTask(toy("part", forever));
  engine.add(whole);
  expect(await whole.settled).toMatchObject({ status: "failed", reason: "timeout" });
  expect(part.state).toEqual({ status: "canceled", reason: "dependency" });
});

test("a lost lane costs a task that may be retried nothing, once", async () => {
  const engine = toyEngine({ graceMs: 20 });
  const marks = new SharedArrayBuffer(4);
  expect(await engine.add(toy("once", diesOnce, { input: marks, retryWhenLost: true }))).toBe(1);
  const twice = engine.add(toy("always", dies, { retryWhenLost: true }));
  expect(await twice.settled).toMatchObject({ status: "failed", reason: "lost" });
  const never = engine.add(toy("never", dies));
  expect(await never.settled).toMatchObject({ status: "failed", reason: "lost" });
});

test("a running task that is held finishes what is in hand, stands still, and goes on when resumed", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const gate = new SharedArrayBuffer(4);
  const task = engine.add(
    new Task("two units", { job: { stages: [() => [unit(waitForGate, gate), unit(one)]], lanes: [] } }),
  );
  expect(task.holding).toBe(false);
  task.hold();
  expect([task.status, task.holding]).toEqual(["running", true]);
  task.resume();
  expect(task.holding).toBe(false);
  task.hold();
  const held = when(engine, (event) => event.type === "state" && event.state.status === "held");
  Atomics.store(new Int32Array(gate), 0, 1);
  Atomics.notify(new Int32Array(gate), 0);
  await held;
  expect(await engine.add(toy("other", one))).toBe(1);
  expect([task.status, task.holding]).toEqual(["held", false]);
  task.resume();
  await task;
  expect(events.filter(({ type }) => type === "unit")).toHaveLength(3);
});

test("a task ends as canceled when a layer that it depends on is removed or replaced, before and while it runs", async () => {
  const engine = toyEngine({ lanes: 1 });
  const running = engine.add(new Task("running", { job: job(forever), dependsOn: { layers: ["roads"] } }));
  const queued = engine.add(new Task("queued", { job: job(one), dependsOn: { layers: ["rivers", "roads"] } }));
  const other = engine.add(new Task("other", { job: job(one), dependsOn: { layers: ["lakes"], tasks: [] } }));
  engine.loseLayer("roads", "removed");
  expect(await running.settled).toEqual({ status: "canceled", reason: "dependency" });
  await expect(queued).rejects.toThrow('because layer "roads", which it depends on, was removed');
  expect(await other).toBe(1);
});

test("an unknown layer is refused, and nothing is added", () => {
  const engine = toyEngine({
    layerName: (layer) => {
      throw new Error(`no layer ${String(layer)}`);
    },
  });
  const task = new Task("x", { job: job(one), dependsOn: { layers: ["rods"] } });
  expect(() => engine.add(task)).toThrow("no layer rods");
  expect(engine.tasks()).toEqual([]);
});
