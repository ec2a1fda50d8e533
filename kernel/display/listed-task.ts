import type { Task } from "../../src/tasks/task.ts";
import { hasEnded, type TaskView } from "./task-line.ts";

/** What `%tasks` says of a task. */
export interface ListedTask
  extends
    TaskView,
    Pick<Task, "id" | "priority" | "keep" | "lanes" | "memoryBytes" | "canCancel" | "canHold" | "hidden"> {
  readonly waitsFor: readonly Pick<Task, "id" | "description">[];
  readonly subTasks: readonly ListedTask[];
}

/** One line of a list. */
export interface ListRow {
  readonly task: ListedTask;
  /** How far below a task of its own: 1 is a part of the task listed above it. */
  readonly depth: number;
}

/** As many as a list shows; more than a person reads, few enough to be sent again and again. */
const MOST = 100;

/** Tasks, each followed by its parts. Hidden ones are left out. */
export function withParts(tasks: readonly ListedTask[], depth = 0): readonly ListRow[] {
  const shown = tasks.filter(({ hidden }) => !hidden);
  return shown.flatMap((task) => [{ task, depth }].concat(withParts(task.subTasks, depth + 1)));
}

/** Those that have not ended, then as many of the latest as fit, in the same order. */
export function pickRows(rows: readonly ListRow[]): readonly ListRow[] {
  if (rows.length <= MOST) return rows;
  const open = rows.filter(({ task }) => !hasEnded(task)).slice(0, MOST);
  const ended = rows.filter(({ task }) => hasEnded(task));
  const kept = new Set([...open, ...ended.slice(ended.length - (MOST - open.length))]);
  return rows.filter((row) => kept.has(row));
}

/** Numbers of the lanes that work for a task, counted from 1 as people do. */
export function laneNumbers({ lanes }: Pick<ListedTask, "lanes">): readonly number[] {
  return [...new Set(lanes)].map((index) => index + 1).toSorted((a, b) => a - b);
}
