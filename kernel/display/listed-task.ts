import type { Task } from "../../src/tasks/task.ts";
import { hasEnded, type TaskView } from "./task-line.ts";

/** What `%tasks` says of a task. */
export interface ListedTask extends TaskView, Pick<Task, "id" | "priority" | "keep"> {
  readonly waitsFor: readonly Pick<Task, "id" | "description">[];
}

/** As many as a list shows; more than a person reads, few enough to be sent again and again. */
const MOST = 100;

/** Those that have not ended, then as many of the latest as fit, in the order of their numbers. */
export function pickTasks(tasks: readonly ListedTask[]): readonly ListedTask[] {
  if (tasks.length <= MOST) return tasks;
  const open = tasks.filter((task) => !hasEnded(task)).slice(0, MOST);
  const ended = tasks.filter(hasEnded);
  const kept = new Set([...open, ...ended.slice(ended.length - (MOST - open.length))]);
  return tasks.filter((task) => kept.has(task));
}
