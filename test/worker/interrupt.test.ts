import { expect, test } from "vitest";
import type { TaskEvent } from "../../src/tasks/events.ts";
import { type Clock, systemClock } from "../../src/tasks/clock.ts";
import { bodyTask, laneEngine } from "./lane-engine.ts";

/** No lane is ever ended, so that only an interrupt can stop what runs. */
const patient: Clock = { ...systemClock, after: (ms, call) => systemClock.after(ms === 100 ? ms : 60_000, call) };

const UNION = `
  const circle = (x, y) => geometry.buffer({ type: "Point", coordinates: [x, y] }, 1, { segments: 30 });
  const circles = Array.from({ length: 3000 }, (_, i) => circle(i % 60, Math.floor(i / 60)));
  ctx.emit("started", 1);
  for (;;) {
    try {
      geometry.union(circles);
    } catch (error) {
      ctx.emit("thrown", error.code);
      throw error;
    }
  }`;
const WHICH = `return (await import("node:worker_threads")).threadId`;

test("a union in a task function is interrupted by a cancel, and its thread goes on", async () => {
  const engine = laneEngine({ clock: patient, graceMs: 60_000 });
  const before = await engine.add(bodyTask(WHICH));
  const task = bodyTask(UNION);
  const emitted: unknown[] = [];
  const cancel = (event: TaskEvent): void => {
    if (event.type !== "emit") return;
    emitted.push(event.value);
    task.cancel();
  };
  task.on(cancel);
  expect(await engine.add(task).settled).toEqual({ status: "canceled", reason: "user" });
  expect(emitted).toEqual([1, "TASK_CANCELED"]);
  expect(await engine.add(bodyTask(WHICH))).toBe(before);
  const area = bodyTask(`return geometry.area(geometry.buffer({ type: "Point", coordinates: [0, 0] }, 1))`);
  expect(await engine.add(area)).toBeCloseTo(3.09, 2);
});
