import { expect, test } from "vitest";
import { Task } from "../../src/tasks/task.ts";
import { job, type Script, toy, toyEngine, when } from "./toy-engine.ts";

const one: Script = () => 1;
const deaf: Script = (_, ctx) => {
  ctx.emit("started", 1);
  for (;;);
};

test("close cancels what runs, waits or is held, and finished is still called once", async () => {
  const engine = toyEngine({ lanes: 1, graceMs: 60_000 });
  const finished: string[] = [];
  const make = (name: string, script: Script, hold = false): Task =>
    engine.add(
      new Task(name, { job: job(script), hold, finished: ({ status }) => finished.push(`${name} ${status}`) }),
    );
  const running = make("running", deaf);
  const tasks = [running, make("queued", one), make("held", one, true)];
  await when(running, ({ type }) => type === "emit");
  await engine.close();
  expect(tasks.map((task) => task.state)).toEqual(tasks.map(() => ({ status: "canceled", reason: "shutdown" })));
  expect(finished.toSorted()).toEqual(["held canceled", "queued canceled", "running canceled"]);
});

test("close twice is the same close, and nothing can be added afterwards", async () => {
  const engine = toyEngine();
  await engine.add(toy("task", one));
  expect(engine.close()).toBe(engine.close());
  await engine.close();
  expect(() => engine.add(toy("late", one))).toThrow(expect.objectContaining({ code: "ENGINE_CLOSED" }));
});

test("an engine that never ran anything has no threads", async () => {
  const engine = toyEngine();
  expect(engine.threads).toBe(0);
  await engine.close();
});
