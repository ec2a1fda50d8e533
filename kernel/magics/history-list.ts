import { escapeHtml } from "../../src/shown-text.ts";
import type { PrintedCall } from "./print-call.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, FONT } from "../display/html.ts";
import { signHtml, taskLine, type TaskView } from "../display/task-line.ts";

/** One past task and the call that made it. */
export interface PastTask {
  readonly task: TaskView & { readonly id: number };
  readonly printed: PrintedCall;
}

/** Longer lines don't push the notes of all others away. */
const WIDEST = 80;

/** What `%history` shows: every line can be copied and run, notes and all, since these are comments. */
export function historyBundle(past: readonly PastTask[]): MimeBundle {
  if (past.length === 0) {
    const text = "Nothing has been submitted yet. %algorithms lists what can be run.";
    return { "text/plain": text, "text/html": `<div style="${FONT}">${text}</div>` };
  }
  const printed = past.map((entry) => ({ entry, lines: linesOf(entry.printed) }));
  const width = Math.min(WIDEST, Math.max(...printed.map(({ lines: [head = ""] }) => head.length)));
  const plain = printed.map(({ entry, lines: [head = "", ...body] }) =>
    [`${head.padEnd(width)}  // ${noteOf(entry)}`, ...body].join("\n"),
  );
  return {
    "text/plain": plain.join("\n"),
    "text/html": `<div style="${FONT}"><table style="border-collapse:collapse;margin:0;width:auto;font-size:inherit"><tbody>${past.map(rowHtml).join("")}</tbody></table></div>`,
  };
}

/** What can't run stands in comments. */
function linesOf({ text, runnable }: PrintedCall): string[] {
  const lines = text.split("\n");
  return runnable ? lines : lines.map((line) => `// ${line}`);
}

function noteOf({ task, printed }: PastTask): string {
  const { status } = task.state;
  const gap = printed.runnable ? "" : ", can't run as it stands";
  const secrets = printed.secrets.map((variable) => `process.env.${variable}`).join(", ");
  const needs = secrets === "" ? "" : `; set ${secrets}, left out here`;
  return `${task.id} ${status === "canceled" ? "cancelled" : status}${gap}${needs}`;
}

const CELL = "padding:1px 12px 1px 0;text-align:left;background:none;vertical-align:baseline";
/** Left out of what is selected and copied. */
const ASIDE = `${CELL};white-space:nowrap;color:${COLOUR.quiet};user-select:none`;
const CODE =
  "margin:0;padding:0;background:none;color:inherit;white-space:pre-wrap;overflow-wrap:anywhere;" +
  "font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px)";

function rowHtml(entry: PastTask): string {
  const { task, printed } = entry;
  const colour = printed.runnable ? "inherit" : COLOUR.quiet;
  return (
    `<tr style="background:none"><td style="${ASIDE};text-align:right">${task.id}</td><td style="${CELL}"><pre style="${CODE};color:${colour}">${escapeHtml(linesOf(printed).join("\n"))}</pre></td>` +
    `<td style="${ASIDE}">${signHtml(taskLine(task))} ${escapeHtml(noteOf(entry).replace(/^\d+ /, ""))}</td></tr>`
  );
}
