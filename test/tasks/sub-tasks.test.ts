import { expect, test } from "vitest";
import { Task } from "../../src/tasks/task.ts";
import { record, type Script, toy, toyEngine } from "./toy-engine.ts";

const one: Script = () => 1;
const fails: Script = () => {
  throw new Error("broken");
};
const untilCanceled: Script = (_, ctx) => {
  while (!ctx.isCanceled());
  ctx.throwIfCanceled();
};

/** The order in which tasks ended. */
function endings(events: readonly ReturnType<typeof record>[number][]): string[] {
  return events.flatMap((event) => (event.type === "settled" ? [event.task.description] : []));
}

test("a task ends after its sub-tasks, which are added with it and not listed", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const whole = toy("whole", one);
  const parts = [whole.addSubTask(toy("a", one)), whole.addSubTask(toy("b", one))];
  engine.add(whole);
  expect(await whole).toBe(1);
  expect(endings(events)).toEqual(["a", "b", "whole"]);
  expect(engine.tasks()).toEqual([whole]);
  expect(whole.subTasks).toEqual(parts);
  expect(parts.map(({ parent, id }) => [parent, id])).toEqual([
    [whole, 2],
    [whole, 3],
  ]);
  expect(engine.get(2)).toBe(parts[0]);
});

test("a task with nothing of its own to run gives the results of its sub-tasks, in their order", async () => {
  const engine = toyEngine();
  const group = new Task<number[]>("group", { map: (results) => results as number[] });
  for (const n of [3, 1, 2]) group.addSubTask(toy(`n${n}`, (input: number) => input * 10, { input: n }));
  expect(await engine.add(group)).toEqual([30, 10, 20]);
  expect(group.fraction).toBe(1);
});

test("a task that depends on its sub-task begins when that is complete", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const whole = toy("whole", one);
  whole.addSubTask(toy("first", one), { relation: "parentDependsOnSubTask" });
  await engine.add(whole);
  const units = events.flatMap((event) => (event.type === "unit" ? [event.task.description] : []));
  expect(units).toEqual(["first", "whole"]);
});

test("a task that is resumed while a part of it runs is running", () => {
  const engine = toyEngine();
  const whole = toy("whole", one, { hold: true });
  whole.addSubTask(
    Task.fromPromise(() => new Promise(() => undefined)),
    { relation: "parentDependsOnSubTask" },
  );
  engine.add(whole);
  expect(whole.status).toBe("held");
  whole.resume();
  expect(whole.status).toBe("running");
});

test("sub-tasks depend on each other as told, and nest", async () => {
  const engine = toyEngine();
  const events = record(engine);
  const whole = new Task("whole");
  const a = whole.addSubTask(toy("a", one));
  const b = whole.addSubTask(new Task("b"), { dependsOn: [a] });
  b.addSubTask(toy("b1", one), { dependsOn: [a] });
  await engine.add(whole);
  expect(endings(events)).toEqual(["a", "b1", "b", "whole"]);
});

test("canceling a task cancels its sub-tasks, and it ends last", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const whole = new Task("whole");
  whole.addSubTask(toy("running", untilCanceled));
  whole.addSubTask(toy("waiting", one));
  engine.add(whole);
  whole.cancel();
  expect(await whole.settled).toEqual({ status: "canceled", reason: "user" });
  for (const part of whole.subTasks) expect(part.state).toEqual({ status: "canceled", reason: "user" });
  expect(endings(events).at(-1)).toBe("whole");
});

test("a sub-task that fails cancels its task and with it the others, and says why", async () => {
  const engine = toyEngine();
  const whole = toy("whole", untilCanceled);
  whole.addSubTask(toy("bad", fails));
  const other = whole.addSubTask(toy("other", untilCanceled));
  engine.add(whole);
  expect(await whole.settled).toEqual({ status: "canceled", reason: "dependency" });
  expect(await other.settled).toEqual({ status: "canceled", reason: "dependency" });
  await expect(whole).rejects.toThrow(
    'The task 1 "whole" was canceled, because task 2 "bad", a part of it, failed: broken.',
  );
  await expect(other).rejects.toThrow('because task 1 "whole", of which it is a part, ended without a result');
});

test("a task that fails by itself cancels its sub-tasks", async () => {
  const engine = toyEngine();
  const whole = toy("whole", fails);
  const part = whole.addSubTask(toy("part", untilCanceled));
  engine.add(whole);
  expect(await whole.settled).toMatchObject({ status: "failed", reason: "error" });
  expect(part.state).toEqual({ status: "canceled", reason: "dependency" });
});

test("holding a task holds its sub-tasks; they go on with it", async () => {
  const engine = toyEngine();
  const whole = toy("whole", one, { hold: true });
  const part = whole.addSubTask(toy("part", one, { hold: true }));
  engine.add(whole);
  whole.hold();
  expect([whole.status, part.status]).toEqual(["held", "held"]);
  whole.resume();
  await whole;
  expect(part.status).toBe("complete");
});

test("progress is that of all parts by weight, only rises, and is 1 only at the end", async () => {
  const engine = toyEngine({ lanes: 1 });
  const events = record(engine);
  const whole = new Task("whole");
  whole.addSubTask(toy("light", one));
  whole.addSubTask(toy("heavy", one, { weight: 3 }));
  await engine.add(whole);
  const shown = events.flatMap((event) => (event.type === "progress" && event.task === whole ? [event.fraction] : []));
  expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  expect(shown[0]).toBe(0.25);
  expect(shown.at(-1)).toBe(1);
});

test("a circle through a sub-task is refused with its path, and nothing is added", () => {
  const engine = toyEngine();
  const whole = toy("whole", one);
  whole.addSubTask(toy("part", one), { dependsOn: [whole] });
  expect(() => engine.add(whole)).toThrow('"whole" → "part" → "whole"');
  expect(engine.tasks()).toEqual([]);
});

test("sub-tasks are added before their task is, and belong to one task", () => {
  const engine = toyEngine();
  const whole = engine.add(toy("whole", one));
  expect(() => whole.addSubTask(toy("late", one))).toThrow("is added already");
  const part = new Task("other").addSubTask(toy("part", one));
  expect(() => new Task("third").addSubTask(part)).toThrow("is a sub-task already");
  expect(() => toy("light", one, { weight: 0 })).toThrow('The weight of "light" is 0; expected a number above 0.');
});
