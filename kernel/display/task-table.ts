import { escapeHtml } from "../../src/shown-text.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, FONT } from "./html.ts";
import { countsOf } from "./task-bundle.ts";
import { laneNumbers, type ListedTask, pickRows, withParts } from "./listed-task.ts";
import { hasEnded, memoryText, taskLine } from "./task-line.ts";
import { rowsHtml, rowsText } from "./task-rows.ts";

export interface TableOptions {
  /** Of results by task number: the engine keeps no results of tasks that nobody holds. */
  readonly summaries?: ReadonlyMap<number, string>;
  /** Of a live view that shows the same and hides this table. */
  readonly modelId?: string | undefined;
}

/** What `%tasks` shows: the tasks with the numbers that `%cancel`, `%hold` and `%resume` take. */
export function tasksBundle(tasks: readonly ListedTask[], { summaries, modelId }: TableOptions = {}): MimeBundle {
  const companion = modelId === undefined ? "" : ` class="mapcell-companion" data-tasks="${escapeHtml(modelId)}"`;
  if (tasks.length === 0) {
    const text = "No tasks yet. %algorithms lists what can be run.";
    return { "text/plain": text, "text/html": `<div${companion} style="${FONT}">${text}</div>` };
  }
  const steer = tasks.every(hasEnded) ? "" : "%cancel N  %hold N  %resume N";
  const all = withParts(tasks);
  const rows = pickRows(all).map(({ task, depth }) => ({
    id: task.id,
    depth,
    line: taskLine(task, summaries?.get(task.id)),
    traits: traits(task),
  }));
  const left = all.length - rows.length;
  const more = left === 0 ? "" : `… ${left.toLocaleString("en-US")} earlier`;
  const head = [countsOf(tasks), steer, more].filter((text) => text !== "");
  return {
    "text/plain": [head.join("   "), ...rowsText(rows)].join("\n"),
    "text/html": `<div${companion} style="${FONT}"><div style="color:${COLOUR.quiet}">${head.map(escapeHtml).join("&emsp;")}</div>${rowsHtml(rows)}</div>`,
  };
}

function traits(task: ListedTask): string[] {
  if (hasEnded(task)) return [];
  const waits = task.waitsFor.map(({ id }) => id);
  const lanes = laneNumbers(task);
  return [
    ...(waits.length === 0 ? [] : [`waits for ${waits.join(", ")}`]),
    ...(lanes.length === 0 ? [] : [`${lanes.length === 1 ? "lane" : "lanes"} ${lanes.join(", ")}`]),
    ...(task.memoryBytes === undefined ? [] : [memoryText(task.memoryBytes)]),
    ...(task.priority === 0 ? [] : [`priority ${task.priority}`]),
    ...(task.keep ? ["kept on interrupt"] : []),
  ];
}
