import { SpatialError } from "../../src/errors.ts";
import type { Task } from "../../src/tasks/task.ts";

/** The held task that this one is, or waits for; undefined when it can end by itself. */
export function heldBehind(task: Task, seen: Set<Task> = new Set()): Task | undefined {
  if (task.status === "held") return task;
  if (task.status !== "queued" || seen.has(task)) return undefined;
  seen.add(task);
  for (const dependency of task.waitsFor) {
    const held = heldBehind(dependency, seen);
    if (held !== undefined) return held;
  }
  return undefined;
}

/** Waits for a task as `await` does. @throws TASK_HELD instead of waiting for ever; why the task gave no result */
export async function waitFor(task: Task): Promise<void> {
  const held = heldBehind(task);
  if (held !== undefined) {
    const subject =
      held === task
        ? `Task ${task.id} "${task.description}" is held`
        : `Task ${task.id} waits for task ${held.id} "${held.description}", which is held`;
    throw new SpatialError("TASK_HELD", `${subject}; waiting would never end. Let it start first: %resume ${held.id}`);
  }
  await task;
}
