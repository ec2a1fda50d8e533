import type { Task } from "../../src/tasks/task.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, escapeHtml, FONT } from "./html.ts";
import { countsOf } from "./task-bundle.ts";
import { hasEnded, taskLine, type TaskView } from "./task-line.ts";
import { rowsHtml, rowsText } from "./task-rows.ts";

/** What `%tasks` says of a task. */
export type ListedTask = TaskView & Pick<Task, "id" | "priority" | "keep">;

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
  const rows = tasks.map((task) => ({
    id: task.id,
    line: taskLine(task, summaries?.get(task.id)),
    traits: traits(task),
  }));
  const head = [countsOf(tasks), steer].filter((text) => text !== "");
  return {
    "text/plain": [head.join("   "), ...rowsText(rows)].join("\n"),
    "text/html": `<div style="${FONT}"><div style="color:${COLOUR.quiet}">${head.map(escapeHtml).join("&emsp;")}</div>${rowsHtml(rows)}</div>`,
  };
}

function traits(task: ListedTask): string[] {
  if (hasEnded(task)) return [];
  return [...(task.priority === 0 ? [] : [`priority ${task.priority}`]), ...(task.keep ? ["kept on interrupt"] : [])];
}
