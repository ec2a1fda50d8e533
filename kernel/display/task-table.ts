import type { Task } from "../../src/tasks/task.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, escapeHtml, FONT } from "./html.ts";
import { countsOf } from "./task-bundle.ts";
import { hasEnded, taskLine, type TaskView } from "./task-line.ts";
import { rowsHtml, rowsText } from "./task-rows.ts";

/** What `%tasks` says of a task. */
export type ListedTask = TaskView & Pick<Task, "id" | "priority" | "keep">;

const ROWS = 100;

/**
 * What `%tasks` shows: the tasks with the numbers that `%cancel`, `%hold` and `%resume` take.
 * @param summaries of results by task number: the engine keeps no results of tasks that nobody holds
 */
export function tasksBundle(tasks: readonly ListedTask[], summaries?: ReadonlyMap<number, string>): MimeBundle {
  if (tasks.length === 0) {
    const text = "No tasks yet. %algorithms lists what can be run.";
    return { "text/plain": text, "text/html": `<div style="${FONT}">${text}</div>` };
  }
  const steer = tasks.every(hasEnded) ? "" : "%cancel N  %hold N  %resume N";
  const listed = pickTasks(tasks);
  const rows = listed.map((task) => ({
    id: task.id,
    line: taskLine(task, summaries?.get(task.id)),
    traits: traits(task),
  }));
  const left = tasks.length - listed.length;
  const more = left === 0 ? "" : `… ${left.toLocaleString("en-US")} earlier`;
  const head = [countsOf(tasks), steer, more].filter((text) => text !== "");
  return {
    "text/plain": [head.join("   "), ...rowsText(rows)].join("\n"),
    "text/html": `<div style="${FONT}"><div style="color:${COLOUR.quiet}">${head.map(escapeHtml).join("&emsp;")}</div>${rowsHtml(rows)}</div>`,
  };
}

/** Those that have not ended, then as many of the latest as fit, in the order of their numbers. */
function pickTasks(tasks: readonly ListedTask[]): readonly ListedTask[] {
  if (tasks.length <= ROWS) return tasks;
  const open = tasks.filter((task) => !hasEnded(task)).slice(0, ROWS);
  const ended = tasks.filter(hasEnded);
  const kept = new Set([...open, ...ended.slice(ended.length - (ROWS - open.length))]);
  return tasks.filter((task) => kept.has(task));
}

function traits(task: ListedTask): string[] {
  if (hasEnded(task)) return [];
  return [...(task.priority === 0 ? [] : [`priority ${task.priority}`]), ...(task.keep ? ["kept on interrupt"] : [])];
}
