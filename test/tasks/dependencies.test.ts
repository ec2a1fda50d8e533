import { expect, test } from "vitest";
import { SpatialError } from "../../src/errors.ts";
import { Task } from "../../src/tasks/task.ts";
import { job, record, type Script, toy, toyEngine, unit } from "./toy-engine.ts";

const one: Script = () => 1;
const fails: Script = () => {
  throw new Error("broken");
};

function resultOf(task: Task): number {
  const { state } = task;
  return state.status === "complete" ? (state.result as number) : NaN;
}

test("a task starts when all it depends on is complete, and can use the results", async () => {
  const engine = toyEngine();
  const a = toy("a", () => 2);
  const b = toy("b", () => 3);
  const product = new Task("product", {
    dependsOn: [a, b],
    job: { stages: [() => [unit(([x, y]: [number, number]) => x * y, [resultOf(a), resultOf(b)])]] },
  });
  for (const task of [a, b, product]) engine.add(task);
  expect(await product).toBe(6);
});

test("dependencies that were never added are added with the task, in their order", async () => {
  const engine = toyEngine({ lanes: 1 });
  const a = toy("a", one);
  const b = toy("b", one, { dependsOn: [a] });
  const c = engine.add(toy("c", one, { dependsOn: [b] }));
  await c;
  expect(engine.tasks().map(({ description }) => description)).toEqual(["a", "b", "c"]);
  expect(engine.tasks().map(({ id }) => id)).toEqual([1, 2, 3]);
});

test("adding a task twice runs it once", async () => {
  const engine = toyEngine();
  const task = toy("once", one);
  expect(engine.add(task)).toBe(engine.add(task));
  await task;
  expect(engine.add(task).id).toBe(1);
  expect(engine.tasks()).toHaveLength(1);
});

test("dependents of a failed task end as canceled (dependency), and say why", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const first = toy("first", fails);
  const second = toy("second", one, { dependsOn: [first] });
  const third = engine.add(toy("third", one, { dependsOn: [second] }));
  expect(await third.settled).toEqual({ status: "canceled", reason: "dependency" });
  expect(await second.settled).toEqual({ status: "canceled", reason: "dependency" });
  await expect(second).rejects.toMatchObject({
    code: "TASK_CANCELED",
    message: 'The task 2 "second" was canceled, because task 1 "first", which it depends on, failed: broken.',
  });
  expect(events.filter((event) => event.type === "unit" && event.task !== first)).toEqual([]);
});

test("a task added after its dependency has failed is canceled, too", async () => {
  const engine = toyEngine();
  const first = engine.add(toy("first", fails));
  await first.settled;
  const late = engine.add(toy("late", one, { dependsOn: [first] }));
  expect(await late.settled).toEqual({ status: "canceled", reason: "dependency" });
});

test("a task that waits is canceled without touching what it waits for", async () => {
  const engine = toyEngine();
  const first = toy("first", (_, ctx) => {
    while (!ctx.isCanceled());
  });
  const second = engine.add(toy("second", one, { dependsOn: [first] }));
  expect(second.waitsFor).toEqual([first]);
  second.cancel();
  expect(await second.settled).toEqual({ status: "canceled", reason: "user" });
  expect(second.waitsFor).toEqual([]);
  expect(first.status).toBe("running");
});

test("a circle is refused with its path and nothing is added", () => {
  const engine = toyEngine();
  const circle: Task[] = [];
  const a = new Task("a", { job: job(one), dependsOn: circle });
  const b = new Task("b", { job: job(one), dependsOn: [a] });
  circle.push(b);
  expect(() => engine.add(a)).toThrow(
    expect.objectContaining({ code: "TASK_CYCLE", message: expect.stringContaining('"a" → "b" → "a"') }),
  );
  expect(engine.tasks()).toEqual([]);
  expect(() => engine.add(toy("self", one), { dependsOn: [] })).not.toThrow();
});

test("a dependency that would close a circle through added tasks is refused with its path", () => {
  const engine = toyEngine({ lanes: 1 });
  const a = toy("a", one, { hold: true });
  const b = engine.add(toy("b", one, { dependsOn: [a] }));
  expect(() => engine.add(a, { dependsOn: [b] })).toThrow(
    expect.objectContaining({ code: "TASK_CYCLE", message: expect.stringContaining('"a" → "b" → "a"') }),
  );
  expect(() => engine.add(b, { dependsOn: [toy("c", one)] })).toThrow(SpatialError);
  engine.cancelAll();
});

test("a task with nothing to run is refused, and so are its companions", () => {
  const engine = toyEngine();
  const empty = new Task("empty");
  expect(() => engine.add(toy("needs it", one, { dependsOn: [empty] }))).toThrow(
    expect.objectContaining({ code: "BAD_ARGUMENT" }),
  );
  expect(engine.tasks()).toEqual([]);
});
