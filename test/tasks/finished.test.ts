import { expect, test } from "vitest";
import { Task } from "../../src/tasks/task.ts";
import type { Outcome } from "../../src/tasks/task-state.ts";
import { job, record, type Script, toy, toyEngine } from "./toy-engine.ts";

const one: Script = () => 1;
const outcomes: readonly (readonly [string, Script, Outcome<unknown>])[] = [
  ["complete", one, { status: "complete", result: 1 }],
  ["failed", () => Promise.reject(new Error("no")), { status: "failed", reason: "error", error: expect.any(Error) }], // prettier-ignore
];

const rejects = async (): Promise<void> => Promise.reject(new Error("later"));
const throws = (): never => {
  throw new Error("unheard");
};

test.each(outcomes)("finished is called exactly once when %s", async (_, script, expected) => {
  const engine = toyEngine();
  const calls: Outcome<unknown>[] = [];
  const task = new Task("task", { job: job(script), finished: (outcome) => calls.push(outcome) });
  await engine.add(task).settled;
  task.cancel();
  await engine.close();
  expect(calls).toEqual([expected]);
  expect(task.state).toEqual(expected);
});

test("a subclass overrides finished", async () => {
  const seen: unknown[] = [];
  class Counting extends Task<number> {
    override finished(outcome: Outcome<number>): void {
      seen.push(outcome, this.status);
    }
  }
  await toyEngine().add(new Counting("counting", { job: job(one) }));
  expect(seen).toEqual([{ status: "complete", result: 1 }, "complete"]);
});

test("each task settles in a macrotask of its own", async () => {
  const engine = toyEngine({ lanes: 1 });
  const order: string[] = [];
  const tasks = ["a", "b", "c"].map(
    (name) =>
      new Task(name, {
        job: job(one),
        finished: () => {
          order.push(name);
          queueMicrotask(() => order.push(`${name} micro`));
          setImmediate(() => order.push(`${name} macro`));
        },
      }),
  );
  // Canceled in one go, so that all could settle at once.
  for (const task of tasks) engine.add(task);
  for (const task of tasks.slice(1)) task.cancel();
  tasks[0]!.cancel();
  await Promise.all(tasks.map((task) => task.settled));
  expect(order.filter((entry) => !entry.endsWith("macro")).length).toBe(6);
  for (const name of ["a", "b", "c"]) expect(order.indexOf(`${name} micro`)).toBe(order.indexOf(name) + 1);
});

test("an error in finished is reported and harms neither the task nor others", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const task = new Task("task", {
    job: job(one),
    finished: () => {
      throw new Error("in finished");
    },
  });
  expect(await engine.add(task)).toBe(1);
  expect(task.status).toBe("complete");
  expect(events).toContainEqual({
    type: "listenerError",
    where: "finished",
    label: "task",
    error: expect.objectContaining({ message: "in finished" }),
  });
  expect(await engine.add(toy("next", one))).toBe(1);
});

test("an async finished that rejects is reported, too", async () => {
  const engine = toyEngine();
  const reported = new Promise((resolve) =>
    engine.on((event) => event.type === "listenerError" && resolve(event.error.message)),
  );
  // oxlint-disable-next-line typescript/no-misused-promises -- what a user may well write
  await engine.add(new Task("task", { job: job(one), finished: rejects }));
  expect(await reported).toBe("later");
});

test("a listener that throws harms nobody, not even the other listeners", async () => {
  const engine = toyEngine();
  engine.on(({ type }) => {
    if (type === "unit") throw new Error("bad listener");
  });
  const events = record(engine);
  expect(await engine.add(toy("task", one))).toBe(1);
  expect(events.some(({ type }) => type === "settled")).toBe(true);
  expect(events.filter(({ type }) => type === "listenerError").length).toBeGreaterThan(0);
});

test("without a listener an error in finished is a warning of the process", async () => {
  const warned = new Promise((resolve) => process.once("warning", resolve));
  await toyEngine().add(new Task("task", { job: job(one), finished: throws }));
  expect(await warned).toMatchObject({ message: "unheard" });
});

test("a result that map can't take fails the task", async () => {
  const task = new Task("task", { job: job(one), map: throws });
  expect(await toyEngine().add(task).settled).toMatchObject({ status: "failed", error: { message: "unheard" } });
});

test("falsy results arrive as they are", async () => {
  const engine = toyEngine();
  const results = [0, false, "", null, undefined];
  const got = await Promise.all(results.map((result) => engine.add(toy("falsy", (value) => value, { input: result }))));
  expect(got).toEqual(results);
});

test("a listener ends with its signal", async () => {
  const engine = toyEngine();
  const end = new AbortController();
  const seen: string[] = [];
  engine.on(({ type }) => seen.push(type), { signal: end.signal });
  const task = engine.add(toy("task", one));
  end.abort();
  await task;
  expect(seen).toEqual(["added", "state", "unit"]);
});
