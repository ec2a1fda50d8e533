// A lane whose units are brief is handed more of them than it is in. Nobody may notice, but by the clock.
import type AsyncHooks from "node:async_hooks";
import type NodeModule from "node:module";
import { describe, expect, test } from "vitest";
import type { TaskEngine, TaskEngineOptions } from "../../../src/tasks/engine.ts";
import { Task } from "../../../src/tasks/task.ts";
import { record, type Script, toy, toyEngine, unit, when } from "../toy-engine.ts";
import { LANE_KINDS } from "./lane-kinds.ts";

const one: Script = () => 1;
/** Waits, deaf to everything, until the gate is open. */
const gated: Script = (gate: SharedArrayBuffer) => void Atomics.wait(new Int32Array(gate), 0, 0);
const untilCanceled: Script = (_, ctx) => {
  while (!ctx.isCanceled());
};
const deaf: Script = (_, ctx) => {
  ctx.emit("on", 1);
  for (;;);
};
const touch: Script = (cells: SharedArrayBuffer) => Atomics.add(new Int32Array(cells), 0, 1);
const fails: Script = () => {
  throw new Error("the first of many");
};
const alone: Script = async (cells: SharedArrayBuffer) => {
  const ints = new Int32Array(cells);
  const inside = Atomics.add(ints, 0, 1);
  await new Promise((resolve) => setImmediate(resolve));
  Atomics.sub(ints, 0, 1);
  return inside;
};
declare const process: { getBuiltinModule(id: string): never };
const replacesTimers: Script = async () => {
  const { AsyncResource, AsyncLocalStorage } = process.getBuiltinModule("node:async_hooks") as typeof AsyncHooks;
  const timers: { setImmediate: unknown } = process.getBuiltinModule("node:timers");
  await new Promise((resolve) => setImmediate(resolve));
  for (const { prototype } of [AsyncResource, AsyncLocalStorage]) {
    for (const name of ["runInAsyncScope", "run", "getStore"]) Reflect.set(prototype, name, () => undefined);
  }
  Reflect.set(globalThis, "setImmediate", () => undefined);
  timers.setImmediate = () => undefined;
  (process.getBuiltinModule("node:module") as typeof NodeModule).syncBuiltinESMExports();
  return "replaced";
};
const leavesBehind: Script = () => {
  setImmediate(() => {
    throw new Error("too late");
  });
};

/** Its lanes have just been done with brief units, so that what comes next may go ahead. */
async function briefEngine(options: Partial<TaskEngineOptions>): Promise<TaskEngine> {
  const engine = toyEngine(options);
  await Promise.all(Array.from({ length: 50 }, () => engine.add(toy("brief", one))));
  return engine;
}

describe.each(LANE_KINDS)("over %s", (_kind, openLane) => {
  test("many brief tasks end in the order of their adding, each after its start, and one at a time", async () => {
    const engine = await briefEngine({ lanes: 1, openLane });
    const events = record(engine);
    const cells = new SharedArrayBuffer(4);
    const tasks = Array.from({ length: 300 }, (_, i) => engine.add(toy(`${i}`, alone, { input: cells })));
    expect(await Promise.all(tasks)).toEqual(tasks.map(() => 0));
    const settled = events.flatMap((event) => (event.type === "settled" ? [event.task.id] : []));
    expect(settled).toEqual(tasks.map(({ id }) => id));
    for (const task of tasks.slice(0, 20)) {
      const own = events.flatMap((event) =>
        event.type === "state" && event.task === task ? [event.state.status] : [],
      );
      expect(own).toEqual(["running", "complete"]);
    }
  });

  test("a task is running when its lane is in it, not when it was handed over", async () => {
    const engine = await briefEngine({ lanes: 1, openLane });
    const gate = new SharedArrayBuffer(4);
    const first = engine.add(toy("gated", gated, { input: gate }));
    const second = engine.add(toy("behind", one));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([first.status, second.status]).toEqual(["running", "queued"]);
    expect(second.lanes).toEqual([]);
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    expect(await second).toBe(1);
  });

  test("what waits behind a long unit is canceled and held at once, and never begins", async () => {
    const engine = await briefEngine({ lanes: 1, openLane });
    const touched = new SharedArrayBuffer(4);
    const first = engine.add(toy("long", untilCanceled));
    const [canceled, held] = ["canceled", "held"].map((name) => engine.add(toy(name, touch, { input: touched })));
    canceled!.cancel();
    held!.hold();
    expect(held!.status).toBe("held");
    expect(await canceled!.settled).toEqual({ status: "canceled", reason: "user" });
    expect(first.status).toBe("running");
    first.cancel();
    await first.settled;
    await engine.add(toy("brief", one));
    expect(new Int32Array(touched)[0]).toBe(0);
    held!.resume();
    await held;
    expect(new Int32Array(touched)[0]).toBe(1);
  });

  test("what is more urgent goes before what was handed over already", async () => {
    const engine = await briefEngine({ lanes: 1, openLane });
    const gate = new SharedArrayBuffer(4);
    const order: string[] = [];
    const finished = (name: string) => () => void order.push(name);
    engine.add(toy("gated", gated, { input: gate }));
    const tasks = [0, 0, 5].map((priority, i) =>
      engine.add(toy(`${i}`, one, { priority, finished: finished(`${i}`) })),
    );
    Atomics.store(new Int32Array(gate), 0, 1);
    Atomics.notify(new Int32Array(gate), 0);
    await Promise.all(tasks);
    expect(order[0]).toBe("2");
  });

  test("what waits behind a long unit goes to the lane that is free first", async () => {
    const engine = await briefEngine({ lanes: 2, openLane });
    const long = engine.add(toy("long", untilCanceled));
    const tasks = Array.from({ length: 40 }, (_, i) => engine.add(toy(`${i}`, one)));
    expect(await Promise.all(tasks)).toEqual(tasks.map(() => 1));
    expect(long.status).toBe("running");
  });

  test("a lane that is killed for one unit takes none of those behind it along", async () => {
    const engine = await briefEngine({ lanes: 1, graceMs: 50, openLane });
    const stuck = engine.add(toy("stuck", deaf));
    const tasks = Array.from({ length: 10 }, (_, i) => engine.add(toy(`${i}`, one)));
    await when(stuck, ({ type }) => type === "emit");
    stuck.cancel();
    expect(await Promise.all(tasks)).toEqual(tasks.map(() => 1));
    expect(await stuck.settled).toEqual({ status: "canceled", reason: "user" });
  });

  test("a unit whose leftovers throw has those behind it go on in a fresh lane", async () => {
    const engine = await briefEngine({ lanes: 1, openLane });
    for (let round = 0; round < 5; round++) {
      const guilty = engine.add(toy("guilty", leavesBehind));
      const tasks = Array.from({ length: 30 }, (_, i) => engine.add(toy(`${i}`, one)));
      expect(await Promise.all(tasks)).toEqual(tasks.map(() => 1));
      await guilty.settled;
    }
  });

  test("what a task does to Node's timers and contexts keeps no unit behind it from its turn", async () => {
    const engine = await briefEngine({ lanes: 1, openLane });
    const hostile = engine.add(toy("hostile", replacesTimers));
    const tasks = Array.from({ length: 30 }, (_, i) => engine.add(toy(`${i}`, one)));
    expect(await hostile).toBe("replaced");
    expect(await Promise.all(tasks)).toEqual(tasks.map(() => 1));
  });

  test("a unit that fails takes back those of its task that are ahead", async () => {
    const engine = await briefEngine({ lanes: 1, openLane });
    const touched = new SharedArrayBuffer(4);
    const units = [unit(fails), ...Array.from({ length: 500 }, () => unit(touch, touched))];
    const task = engine.add(new Task("many", { job: { stages: [() => units] } }));
    expect(await task.settled).toMatchObject({ status: "failed", error: { message: "the first of many" } });
    await engine.add(toy("brief", one));
    expect(new Int32Array(touched)[0]).toBeLessThan(50);
  });
});
