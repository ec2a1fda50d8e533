import { expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import { Task } from "../../src/tasks/task.ts";
import { job, record, toy, toyEngine } from "./toy-engine.ts";

const kinds = (events: readonly TaskEvent[]): string[] =>
  events.map((event) => (event.type === "state" ? event.state.status : event.type));

test("a task runs in a lane and awaiting it gives its result", async () => {
  const task = toyEngine().add(toy("double", (n: number) => n * 2, { input: 21 }));
  expect(await task).toBe(42);
  expect(task.state).toEqual({ status: "complete", result: 42 });
  expect(task).toMatchObject({ id: 1, fraction: 1 });
});

test("events come in order and nothing after the end", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const order: string[] = [];
  const task = new Task("talks", {
    job: job((_, ctx) => {
      ctx.log("info", "one");
      ctx.emit("part", 1);
      ctx.log("info", "two");
      return 3;
    }),
    finished: () => order.push("finished"),
  });
  engine.add(task);
  await task.then(() => order.push("awaited"));
  expect(kinds(events)).toEqual([
    "added",
    "running",
    "unit",
    "log",
    "emit",
    "log",
    "progress",
    "complete",
    "settled",
    "allFinished",
  ]);
  expect(order).toEqual(["finished", "awaited"]);
  expect(task.logs.map(({ text }) => text)).toEqual(["one", "two"]);
});

test("a task's error arrives with its class, message, code and stack", async () => {
  const engine = toyEngine();
  const task = engine.add(
    toy("breaks", () => {
      throw Object.assign(new RangeError("too far"), { code: "E_FAR" });
    }),
  );
  const error = await task.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(RangeError);
  expect(error).toMatchObject({ message: "too far", code: "E_FAR" });
  expect((error as Error).stack).toContain("RangeError: too far");
  expect(task.state).toMatchObject({ status: "failed", reason: "error" });
});

test("awaiting a task that was never added says so", async () => {
  const caught = await toy("idle", () => 1).catch((error: unknown) => error);
  expect(caught).toBeInstanceOf(SpatialError);
  expect(caught).toMatchObject({ code: "UNKNOWN_TASK" });
});
