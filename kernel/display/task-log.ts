import type { LogLevel } from "../../src/feedback.ts";
import type { Task } from "../../src/tasks/task.ts";
import { escapeHtml, oneLine } from "../../src/shown-text.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, FONT } from "./html.ts";
import { countOf } from "./task-line.ts";

type LoggingTask = Pick<Task, "id" | "description" | "logs">;

/** From the least to the most urgent. */
export const LOG_LEVELS = ["info", "warning", "error"] as const satisfies readonly LogLevel[];
const NOUNS = { info: "messages", warning: "warnings", error: "errors" } as const;
const COLOURS = { info: COLOUR.quiet, warning: COLOUR.warn, error: COLOUR.bad } as const;
/** Of each task the latest; a page can't take as many as tasks can send. */
const MOST = 500;

/**
 * What `%log` shows: what tasks have logged, task by task, in order, with no times.
 * @param least the level of what is shown, and all above it
 */
export function logBundle(tasks: readonly LoggingTask[], least: LogLevel = "info"): MimeBundle {
  const wanted = new Set<LogLevel>(LOG_LEVELS.slice(LOG_LEVELS.indexOf(least)));
  const logged = tasks.flatMap((task) => {
    const logs = task.logs.filter(({ level }) => wanted.has(level));
    return logs.length === 0 ? [] : [{ ...sectionOf(task), counts: countsOf(logs), logs }];
  });
  if (logged.length === 0) return nothing(tasks, least);
  const plain = logged.map(({ id, name, counts, logs }) => {
    const lines = logs.slice(-MOST).map(({ level, text }) => `  ${level.padEnd(7)}  ${oneLine(text)}`);
    return [`${id}  ${name}  ${counts}`, ...earlier(logs.length).map((text) => `  ${text}`), ...lines].join("\n");
  });
  const html = logged.map(({ id, name, counts, logs }) => {
    const lines = logs
      .slice(-MOST)
      .map(
        ({ level, text }) =>
          `<div style="margin-left:14px"><span style="color:${COLOURS[level]};display:inline-block;width:5em">${level}</span>${escapeHtml(oneLine(text))}</div>`,
      );
    const left = earlier(logs.length).map((text) => `<div style="margin-left:14px;${QUIET}">${text}</div>`);
    return (
      `<div><span style="${QUIET}">${id}</span> <span style="font-weight:600">${escapeHtml(name)}</span>` +
      `<span style="${QUIET};margin-left:10px">${counts}</span></div>${[...left, ...lines].join("")}`
    );
  });
  return { "text/plain": plain.join("\n"), "text/html": `<div style="${FONT}">${html.join("")}</div>` };
}

const QUIET = `color:${COLOUR.quiet}`;

function sectionOf({ id, description }: LoggingTask): { readonly id: number; readonly name: string } {
  return { id, name: oneLine(description) };
}

/** `2 warnings, 1 error` */
function countsOf(logs: LoggingTask["logs"]): string {
  const counts = LOG_LEVELS.map(
    (level) => [NOUNS[level], logs.filter((entry) => entry.level === level).length] as const,
  );
  return counts.flatMap(([noun, count]) => (count === 0 ? [] : [countOf(count, noun)])).join(", ");
}

function earlier(count: number): string[] {
  return count > MOST ? [`… ${(count - MOST).toLocaleString("en-US")} earlier`] : [];
}

function nothing(tasks: readonly LoggingTask[], least: LogLevel): MimeBundle {
  const what = { info: "anything", warning: "a warning or an error", error: "an error" }[least];
  const [only] = tasks;
  const text =
    tasks.length === 1 && only !== undefined
      ? `Task ${only.id} has not logged ${what}.`
      : `No task has logged ${what}.`;
  return { "text/plain": text, "text/html": `<div style="${FONT}">${text}</div>` };
}
