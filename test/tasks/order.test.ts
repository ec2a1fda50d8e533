import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { Task } from "../../src/tasks/task.ts";
import { record, type Script, toy, toyEngine, unit } from "./toy-engine.ts";
import { Task as TaskClass } from "../../src/tasks/task.ts";

const one: Script = () => 1;
const untilCanceled: Script = (_, ctx) => {
  while (!ctx.isCanceled());
};

/** Descriptions in the order in which lanes took them. */
async function startOrder(engine: ReturnType<typeof toyEngine>, submit: () => Task[]): Promise<string[]> {
  const events = record(engine);
  const blocker = engine.add(toy("blocker", untilCanceled));
  const tasks = submit();
  blocker.cancel();
  await Promise.all(tasks.map((task) => task.settled));
  return events.flatMap((event) => (event.type === "unit" && event.task !== blocker ? [event.task.description] : []));
}

test("higher priority first, then the order of adding", async () => {
  const engine = toyEngine({ lanes: 1 });
  const order = await startOrder(engine, () =>
    [["a", 0], ["b", 5], ["c", 0], ["d", 10], ["e", 5], ["f", -3]].map(([name, priority]) =>
      engine.add(toy(name as string, one, { priority: priority as number })),
    ),
  ); // prettier-ignore
  expect(order).toEqual(["d", "b", "e", "a", "c", "f"]);
});

test("with time, waiting counts more than priority", async () => {
  let now = 0;
  const { clock } = await import("../../src/tasks/clock.ts").then(({ systemClock }) => ({
    clock: { ...systemClock, now: () => now },
  }));
  const engine = toyEngine({ lanes: 1, clock });
  const order = await startOrder(engine, () => {
    const patient = engine.add(toy("patient", one));
    now = 25_000;
    return [patient, engine.add(toy("eager", one, { priority: 2 })), engine.add(toy("urgent", one, { priority: 3 }))];
  });
  expect(order).toEqual(["urgent", "patient", "eager"]);
});

test("a more urgent task goes between the chunks of one that runs", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const chunks = new TaskClass("chunks", { job: { stages: [() => Array.from({ length: 4 }, () => unit(one))] } });
  engine.add(chunks);
  const urgent = engine.add(toy("urgent", one, { priority: 1 }));
  await Promise.all([chunks, urgent]);
  const order = events.flatMap((event) => (event.type === "unit" ? [event.task.description] : []));
  expect(order).toEqual(["chunks", "urgent", "chunks", "chunks", "chunks"]);
});

test("a held task does not start until it is resumed, however often", async () => {
  const engine = toyEngine({ lanes: 1 });
  const held = engine.add(toy("held", one, { hold: true }));
  expect(held.status).toBe("held");
  await engine.add(toy("other", one));
  held.resume();
  held.resume();
  expect(await held).toBe(1);
});

test("holding a task that waits in a full queue does not lose it", async () => {
  const engine = toyEngine({ lanes: 1 });
  const blocker = engine.add(toy("blocker", untilCanceled));
  const task = engine.add(toy("task", one));
  task.hold();
  blocker.cancel();
  await blocker.settled;
  expect(task.status).toBe("held");
  task.resume();
  expect(await task).toBe(1);
});

test("a held task whose dependency completes meanwhile runs when resumed", async () => {
  const engine = toyEngine({ lanes: 1 });
  const first = toy("first", one);
  const second = engine.add(toy("second", one, { dependsOn: [first], hold: true }));
  await first;
  expect(second.status).toBe("held");
  second.resume();
  expect(await second).toBe(1);
});

test("a running task can't be held, a held one can be canceled", async () => {
  const engine = toyEngine({ lanes: 1 });
  const running = engine.add(toy("running", untilCanceled));
  running.hold();
  expect(running.status).toBe("running");
  const held = engine.add(toy("held", one, { hold: true }));
  held.cancel();
  expect(await held.settled).toEqual({ status: "canceled", reason: "user" });
  running.cancel();
  await running.settled;
});

test("internal tasks have a lane of their own, ids of their own and are not listed", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const blocker = engine.add(toy("blocker", untilCanceled));
  const tile = engine.add(toy("tile", () => "drawn", { internal: true }));
  expect(await tile).toBe("drawn");
  expect(engine.tasks()).toEqual([blocker]);
  expect(events.some((event) => "task" in event && event.task === tile)).toBe(false);
  expect(engine.add(toy("second", one)).id).toBe(2);
});

test("3,000 tasks all run, once each, and the list names the last thousand that ended", async () => {
  const engine = toyEngine({ lanes: 2 });
  const tasks = Array.from({ length: 3000 }, (_, i) => engine.add(toy(`task ${i}`, (n: number) => n, { input: i })));
  const results = await Promise.all(tasks);
  expect(results).toEqual(tasks.map((_, i) => i));
  expect(engine.tasks()).toHaveLength(1000);
  expect(engine.get(2500)?.description).toBe("task 2499");
});

test("the list keeps an ended task, but its result only as long as someone holds the task", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const engine = toyEngine();
  const run = async (): Promise<WeakRef<object>> =>
    new WeakRef((await engine.add(toy("large", () => ({ rows: [1, 2] })))) as object);
  const held = engine.add(toy("held on to", () => "kept"));
  await held;
  const result = await run();
  for (let turn = 0; turn < 200 && result.deref() !== undefined; turn++) {
    await new Promise((resolve) => setTimeout(resolve));
    collect();
  }
  expect(result.deref()).toBeUndefined();
  expect(engine.tasks().map(({ description, status }) => [description, status])).toEqual([
    ["held on to", "complete"],
    ["large", "complete"],
  ]);
  await expect(engine.get(2)).rejects.toMatchObject({ code: "UNKNOWN_TASK" });
  expect(engine.get(1)).toBe(held);
});
