// What listeners, `finished`, `map` and neighbours do to tasks meets the engine between two changes, never inside one.
import { expect, test } from "vitest";
import type { Lane } from "../../src/tasks/lane.ts";
import { openPoolLane } from "../../src/tasks/pool-lane.ts";
import { Task } from "../../src/tasks/task.ts";
import { ManualClock } from "../fixtures/manual-clock.ts";
import { record, type Script, toy, toyEngine, when } from "./toy-engine.ts";

const one: Script = () => 1;
const fails: Script = () => {
  throw new Error("broken");
};
/** Keeps its lane after its end, until the gate is open. */
const throwsLate: Script = (gate: Int32Array) => {
  void (async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve(); // meanwhile its answer is sent
    Atomics.wait(gate, 0, 0);
    throw new Error("too late");
  })();
};
const untilCanceled: Script = (_, ctx) => {
  while (!ctx.isCanceled());
};

/** A task that stays half done. */
function half(): Task {
  return Task.fromPromise((ctx) => new Promise(() => ctx.progress(0.5)));
}

function statesOf(events: ReturnType<typeof record>, task: Task): string[] {
  return events.flatMap((event) => (event.type === "state" && event.task === task ? [event.state.status] : []));
}

test("what a listener does is told to all after what it reacted to", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const task = toy("reacts", one);
  task.on((event) => event.type === "state" && event.state.status === "running" && task.cancel());
  await engine.add(task).settled;
  expect(statesOf(events, task)).toEqual(["running", "cancelling", "canceled"]);
});

test("a task canceled by a listener while it is being added has not lost its parts", async () => {
  const engine = toyEngine({ lanes: 1 });
  const whole = toy("whole", one);
  const part = whole.addSubTask(toy("part", one));
  whole.on((event) => event.type === "added" && whole.cancel());
  engine.add(whole);
  expect(await whole.settled).toEqual({ status: "canceled", reason: "user" });
  expect(part.state).toEqual({ status: "canceled", reason: "user" });
});

test("a task whose dependency had failed before ends once, after its parts", async () => {
  const engine = toyEngine();
  const bad = engine.add(toy("bad", fails));
  await bad.settled;
  const events = record(engine);
  const whole = toy("whole", one, { dependsOn: [bad] });
  whole.addSubTask(toy("part", one));
  engine.add(whole);
  await when(engine, ({ type }) => type === "allFinished");
  const ends = events.flatMap((event) => (event.type === "settled" ? [event.task.description] : []));
  expect(ends).toEqual(["part", "whole"]);
});

test("a task ends once when its last part fails", async () => {
  const engine = toyEngine();
  let finished = 0;
  const whole = new Task("whole", { hold: true, finished: () => void finished++ });
  whole.addSubTask(toy("bad", fails));
  engine.add(whole);
  await whole.settled;
  await engine.add(toy("later", one));
  expect(finished).toBe(1);
});

test("a part that has ended stays so when its finished cancels the whole", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const whole = toy("whole", untilCanceled);
  const part = whole.addSubTask(toy("part", one, { finished: () => whole.cancel() }));
  await engine.add(whole).settled;
  expect(statesOf(events, part)).toEqual(["running", "complete"]);
  expect(whole.status).toBe("canceled");
});

test("a task that its map or a listener of its last progress cancels does not complete after that", async () => {
  const engine = toyEngine();
  const own: Task = toy("own", one, { map: () => own.cancel() });
  expect(await engine.add(own).settled).toEqual({ status: "canceled", reason: "user" });
  const heard = toy("heard", one);
  heard.on((event) => event.type === "progress" && event.fraction === 1 && heard.cancel());
  const events = record(engine);
  expect(await engine.add(heard).settled).toEqual({ status: "complete", result: 1 });
  expect(statesOf(events, heard)).toEqual(["running", "complete"]);
});

test("tasks that were waiting for the same one start by priority", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const first = toy("first", one);
  const low = toy("low", one, { dependsOn: [first] });
  const high = toy("high", one, { dependsOn: [first], priority: 1 });
  engine.add(low);
  engine.add(high);
  await Promise.all([low, high]);
  const started = events.flatMap((event) => (event.type === "unit" ? [event.task.description] : []));
  expect(started).toEqual(["first", "high", "low"]);
});

test("a part that something depends on comes with the whole", async () => {
  const engine = toyEngine();
  const whole = new Task<number[]>("whole");
  whole.addSubTask(toy("a", one));
  const part = whole.addSubTask(toy("b", () => 2));
  await engine.add(toy("user", one, { dependsOn: [part] }));
  expect(await whole).toEqual([1, 2]);
});

test("work that a listener of progress begins is looked at by the same timer as the rest", async () => {
  const clock = new ManualClock();
  const engine = toyEngine({ clock });
  const task = half();
  task.on((event) => {
    if (event.type === "progress") engine.add(half());
  });
  engine.add(task);
  clock.advance(1000);
  const before = clock.pending;
  clock.advance(1000);
  expect([before, clock.pending]).toEqual([1, 1]);
  const closed = engine.close();
  clock.advance(1000);
  await closed;
  expect(clock.pending).toBe(0);
});

test("what a listener starts when a lane is lost goes to a living lane", async () => {
  const engine = toyEngine({ lanes: 1 });
  const guilty = toy("guilty", () => {
    (globalThis.process as unknown as { reallyExit(code: number): never }).reallyExit(3);
  });
  const part = guilty.addSubTask(toy("part", one, { hold: true }));
  const next = toy("next", one);
  part.on((event) => {
    if (event.type === "state" && event.state.status === "cancelling") engine.add(next);
  });
  await engine.add(guilty).settled;
  expect(await next).toBe(1);
});

test("what a listener starts when a lane is given up goes to a living lane", async () => {
  const engine = toyEngine({ lanes: 1 });
  const gate = new Int32Array(new SharedArrayBuffer(4));
  await engine.add(toy("guilty", throwsLate, { input: gate }));
  const held = engine.add(toy("held", one)); // its lane is not free to begin it
  held.hold();
  const next = new Promise((resolve) => {
    held.on(
      (event) => event.type === "state" && event.state.status === "held" && resolve(engine.add(toy("next", one))),
    );
  });
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
  expect(await next).toBe(1);
});

test("a spare thread that can't be made harms nobody", async () => {
  const clock = new ManualClock();
  let opened = 0;
  const openLane = (options: Parameters<typeof openPoolLane>[0]): Lane => {
    if (++opened > 1) throw new Error("no thread can be made");
    return openPoolLane(options);
  };
  const engine = toyEngine({ lanes: 1, clock, openLane });
  const task = engine.add(
    toy("only", (_, ctx) => new Promise((resolve) => ctx.signal.addEventListener("abort", resolve))),
  );
  clock.advance(600);
  expect(opened).toBe(2);
  task.cancel();
  await expect.poll(() => (clock.advance(0), task.status)).toBe("canceled");
  const closed = engine.close();
  clock.advance(1000);
  await closed;
});

test("a listener that hears of the end of the session can't add to it", async () => {
  const engine = toyEngine({ lanes: 1 });
  const whole = toy("whole", untilCanceled);
  whole.addSubTask(toy("part", one));
  const refused: unknown[] = [];
  engine.on((event) => {
    if (event.type !== "state" || event.state.status !== "cancelling") return;
    try {
      engine.add(toy("more", one));
    } catch (error) {
      refused.push(error);
    }
  });
  engine.add(whole);
  await engine.close();
  expect(refused).toEqual([expect.objectContaining({ code: "ENGINE_CLOSED" })]);
});
