import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { record, toy, toyEngine, unit, when } from "./toy-engine.ts";
import { systemClock } from "../../src/tasks/clock.ts";
import { Task } from "../../src/tasks/task.ts";

const untilCanceled = (
  _: unknown,
  ctx: { throwIfCanceled(): void; emit(name: string, value: unknown): void },
): void => {
  ctx.emit("started", 1);
  for (;;) ctx.throwIfCanceled();
};
const deaf = (_: unknown, ctx: { emit(name: string, value: unknown): void }): void => {
  ctx.emit("started", 1);
  for (;;);
};
const warmedUp = (): unknown => "warmedUp" in globalThis;
const started = (event: { type: string }): boolean => event.type === "emit";

test("a synchronous loop that polls is canceled at once, and its lane goes on", async () => {
  const engine = toyEngine({ lanes: 1, graceMs: 60_000 });
  const task = engine.add(toy("loop", untilCanceled));
  await when(task, started);
  task.cancel();
  expect(task.status).toBe("cancelling");
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
  const [before, after] = [engine.threads, await engine.add(toy("next", () => "ran"))];
  expect(after).toBe("ran");
  expect(before).toBeGreaterThan(0);
});

test("awaiting a canceled task throws TASK_CANCELED", async () => {
  const engine = toyEngine();
  const task = engine.add(toy("loop", untilCanceled));
  task.cancel();
  await expect(task).rejects.toMatchObject({
    code: "TASK_CANCELED",
    message: expect.stringMatching(/task 1 "loop" was canceled/),
  });
});

test("a deaf loop is ended after the grace period and the next task runs", async () => {
  const engine = toyEngine({ lanes: 1, graceMs: 50 });
  const task = engine.add(toy("deaf", deaf));
  const next = engine.add(toy("next", () => "ran"));
  await when(task, started);
  const canceledAt = performance.now();
  task.cancel();
  task.cancel();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
  expect(performance.now() - canceledAt).toBeGreaterThanOrEqual(49);
  expect(await next).toBe("ran");
});

test("the lane that takes over was warmed up", async () => {
  const engine = toyEngine({ lanes: 1, graceMs: 50 });
  expect(await engine.add(toy("first", warmedUp))).toBe(false);
  const task = engine.add(toy("deaf", deaf));
  await when(task, started);
  task.cancel();
  expect(await engine.add(toy("next", warmedUp))).toBe(true);
});

test("inside an engine call there is no grace of a second", async () => {
  const engine = toyEngine({ lanes: 1, graceMs: 60_000 });
  const task = engine.add(
    toy("union", (_, ctx) => {
      ctx.enterEngine();
      ctx.emit("started", 1);
      for (;;);
    }),
  );
  await when(task, started);
  task.cancel();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
});

test("code that awaits learns of a cancel by its signal", async () => {
  const engine = toyEngine({ graceMs: 60_000 });
  const task = engine.add(
    toy("waits", (_, ctx) => {
      ctx.emit("started", 1);
      return new Promise((_resolve, reject) =>
        ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason as Error)),
      );
    }),
  );
  await when(task, started);
  task.cancel();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
});

test("a queued task never starts, and ends outside of cancel()", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const busy = engine.add(toy("busy", untilCanceled));
  const queued = engine.add(toy("queued", () => 1));
  let ended = false;
  queued.on((event) => (ended ||= event.type === "settled"));
  queued.cancel();
  expect(ended).toBe(false);
  expect(await queued.settled).toEqual({ status: "canceled", reason: "user" });
  expect(events.some((event) => event.type === "unit" && event.task === queued)).toBe(false);
  busy.cancel();
  await busy.settled;
});

test("a cancel wins over a result that nobody has seen yet", async () => {
  const arrived = new EventEmitter();
  const engine = toyEngine({ clock: { ...systemClock, soon: (settle) => void arrived.emit("result", settle) } });
  const result = once(arrived, "result");
  const task = engine.add(toy("quick", () => 1));
  const [settle] = (await result) as [() => void];
  expect(task.status).toBe("running");
  task.cancel();
  settle();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
  expect(task.fraction).toBeLessThan(1);
});

test("a task that ignores the cancel and returns is canceled all the same", async () => {
  const engine = toyEngine({ graceMs: 60_000 });
  const task = engine.add(
    toy("stubborn", (_, ctx) => {
      ctx.emit("started", 1);
      while (!ctx.isCanceled());
      return "done after all";
    }),
  );
  await when(task, started);
  task.cancel();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
});

test("units of a canceled task in all lanes stop, those that wait never start", async () => {
  const engine = toyEngine({ lanes: 2, graceMs: 60_000 });
  const events = record(engine);
  const task = new Task("chunks", { job: { stages: [() => Array.from({ length: 8 }, () => unit(untilCanceled))] } });
  engine.add(task);
  await when(task, started);
  task.cancel();
  await task.settled;
  expect(events.filter(({ type }) => type === "unit")).toHaveLength(2);
  expect(await engine.add(toy("next", () => "ran"))).toBe("ran");
});

test("cancelAll ends everything, cancel on an ended task does nothing", async () => {
  const engine = toyEngine({ lanes: 1 });
  const tasks = Array.from({ length: 20 }, (_, i) => engine.add(toy(`loop ${i}`, untilCanceled)));
  engine.cancelAll();
  const outcomes = await Promise.all(tasks.map((task) => task.settled));
  expect(outcomes).toEqual(tasks.map(() => ({ status: "canceled", reason: "user" })));
  for (const task of tasks) task.cancel();
  expect(tasks.every(({ status }) => status === "canceled")).toBe(true);
});
