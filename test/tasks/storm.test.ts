import { expect, test } from "vitest";
import { Random } from "./simulation/random.ts";
import { taskStorm } from "./task-storm.ts";
import { type Script, toy, toyEngine } from "./toy-engine.ts";

const spins: Script = () => {
  for (;;);
};

test("tasks that are canceled, held and resumed at random all end, and nothing of them is left", async () => {
  const engine = toyEngine();
  const fates = await taskStorm(engine, new Random(10), 100);
  expect(Object.keys(fates).toSorted()).toEqual(["canceled", "complete"]);
  expect((fates["canceled"] ?? 0) + (fates["complete"] ?? 0)).toBe(100);
  expect(await engine.add(toy("next", () => 1))).toBe(1);
});

test("10,000 tasks that wait are canceled at once", async () => {
  const engine = toyEngine();
  const tasks = Array.from({ length: 10_000 }, (_, i) => engine.add(toy(`t${i}`, spins)));
  for (const task of tasks) task.cancel();
  const fates = await Promise.all(tasks.map(({ settled }) => settled));
  expect(new Set(fates.map(({ status }) => status))).toEqual(new Set(["canceled"]));
  expect(await engine.add(toy("next", () => 1))).toBe(1);
});
