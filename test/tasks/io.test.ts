import { expect, test } from "vitest";
import { Task } from "../../src/tasks/task.ts";
import { type Script, toy, toyEngine, unit, when } from "./toy-engine.ts";

/** A task whose unit waits. */
function waiting(description: string, script: Script, input?: unknown): Task {
  return new Task(description, { job: { stages: [() => [unit(script, input)]], lanes: ["io"] } });
}

const untilAborted: Script = (_, ctx) =>
  new Promise((_resolve, reject) => ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason)));
const deafToCancel: Script = (_, ctx) => {
  ctx.emit("on", 1);
  return new Promise(() => setInterval(() => undefined, 1000));
};
const talks: Script = async (n: number, ctx) => {
  ctx.progress(n / 10, `at ${n}`);
  ctx.log("info", `log ${n}`);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return n;
};

test("many waiting tasks share one lane and keep no task from computing", async () => {
  const engine = toyEngine({ lanes: 1 });
  const downloads = Array.from({ length: 20 }, (_, i) => engine.add(waiting(`download ${i}`, untilAborted)));
  expect(await engine.add(toy("buffer", () => 1))).toBe(1);
  expect(downloads.map(({ status }) => status)).toEqual(downloads.map(() => "running"));
  expect(new Set(downloads.flatMap(({ lanes }) => lanes))).toEqual(new Set([2]));
  expect(engine.threads).toBeLessThanOrEqual(3);
  engine.cancelAll();
  for (const download of downloads) expect(await download.settled).toEqual({ status: "canceled", reason: "user" });
});

test("a lane with several units of a task is one of its lanes", async () => {
  const engine = toyEngine({ lanes: 1 });
  const task = new Task("two", { job: { stages: [() => [unit(untilAborted), unit(untilAborted)]], lanes: ["io"] } });
  engine.add(task);
  expect(task.lanes).toEqual([2]);
  task.cancel();
  await task.settled;
});

test("each has progress, log and result of its own", async () => {
  const engine = toyEngine();
  const tasks = [1, 2, 3].map((n) => engine.add(waiting(`n${n}`, talks, n)));
  expect(await Promise.all(tasks)).toEqual([1, 2, 3]);
  expect(tasks.map(({ text, logs }) => [text, logs[0]?.text])).toEqual([
    ["at 1", "log 1"],
    ["at 2", "log 2"],
    ["at 3", "log 3"],
  ]);
});

test("one that does not react to its cancel is left alone; the others keep their lane", async () => {
  const engine = toyEngine({ graceMs: 500 }); // a lane that is not heard for so long is taken for blocked
  const other = engine.add(waiting("other", untilAborted));
  const deaf = engine.add(waiting("deaf", deafToCancel));
  await when(deaf, ({ type }) => type === "emit");
  deaf.cancel();
  expect(await deaf.settled).toEqual({ status: "canceled", reason: "user" });
  expect(other.status).toBe("running");
});

test("a loop that blocks the lane is killed after its cancel, and the lane is back in service", async () => {
  const engine = toyEngine({ graceMs: 50 });
  const loop = engine.add(
    waiting("loop", () => {
      for (;;);
    }),
  );
  loop.cancel();
  expect(await loop.settled).toEqual({ status: "canceled", reason: "user" });
  expect(await engine.add(waiting("next", async () => 5))).toBe(5);
});

test("an error nobody caught ends the one it belongs to, not those beside it", async () => {
  const engine = toyEngine();
  const other = engine.add(
    waiting("other", (_, ctx) => new Promise((resolve) => setTimeout(() => resolve(ctx.isCanceled()), 100))),
  );
  const stray = engine.add(
    waiting(
      "stray",
      () =>
        new Promise(() => {
          setTimeout(() => {
            throw new Error("astray");
          }, 1);
        }),
    ),
  );
  await expect(stray).rejects.toThrow("astray");
  expect(await other).toBe(false);
});

test("a unit that may be repeated survives a lane that another one killed", async () => {
  const engine = toyEngine({ graceMs: 50 });
  const steady = new Task("steady", {
    job: {
      stages: [
        () => [{ ...unit(() => new Promise((resolve) => setTimeout(() => resolve("read"), 300))), repeatable: true }],
      ],
      lanes: ["io"],
    },
  });
  engine.add(steady);
  const loop = engine.add(
    waiting("loop", () => {
      for (;;);
    }),
  );
  loop.cancel();
  expect(await steady).toBe("read");
});

test("a stage that waits and one that computes run on their own lanes", async () => {
  const engine = toyEngine({ lanes: 1 });
  const lanes: number[] = [];
  const task = new Task("load", {
    job: {
      stages: [() => [unit(async () => 20)], ([bytes]) => [unit((n: number) => n + 1, bytes)]],
      lanes: ["io", "compute"],
    },
  });
  task.on((event) => {
    if (event.type === "unit") lanes.push(event.lane);
  });
  expect(await engine.add(task)).toBe(21);
  expect(lanes).toEqual([2, 0]);
});
