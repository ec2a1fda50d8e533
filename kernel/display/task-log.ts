import type { Task } from "../../src/tasks/task.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, escapeHtml, FONT, oneLine } from "./html.ts";

/** What `%log` shows: what tasks have logged, task by task, in order. */
export function logBundle(tasks: readonly Pick<Task, "id" | "description" | "logs">[]): MimeBundle {
  const logged = tasks.filter(({ logs }) => logs.length > 0);
  if (logged.length === 0) {
    const text = tasks.length === 1 ? `Task ${tasks[0]?.id ?? 0} has logged nothing.` : "No task has logged anything.";
    return { "text/plain": text, "text/html": `<div style="${FONT}">${text}</div>` };
  }
  const plain = logged.map(({ id, description, logs }) => {
    const lines = logs.map(({ level, text }) => `  ${level.padEnd(7)}  ${oneLine(text)}`);
    return [`${id}  ${oneLine(description)}`, ...lines].join("\n");
  });
  const html = logged.map(({ id, description, logs }) => {
    const lines = logs.map(({ level, text }) => {
      const colour = level === "error" ? COLOUR.bad : COLOUR.quiet;
      return `<div style="margin-left:14px"><span style="color:${colour};display:inline-block;width:5em">${level}</span>${escapeHtml(oneLine(text))}</div>`;
    });
    return `<div><span style="color:${COLOUR.quiet}">${id}</span> <span style="font-weight:600">${escapeHtml(oneLine(description))}</span></div>${lines.join("")}`;
  });
  return { "text/plain": plain.join("\n"), "text/html": `<div style="${FONT}">${html.join("")}</div>` };
}
