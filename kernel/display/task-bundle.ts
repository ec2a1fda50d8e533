import { Figure } from "../../src/operations/figure.ts";
import { escapeHtml, oneLine } from "../../src/shown-text.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, FONT } from "./html.ts";
import {
  barHtml,
  countOf,
  hasEnded,
  percent,
  percentHtml,
  signHtml,
  taskLine,
  type TaskLine,
  taskLineText,
  type TaskView,
  textBar,
} from "./task-line.ts";
import { rowsHtml, rowsText } from "./task-rows.ts";

/** How many tasks a shared table lists; of more, it shows those that matter and counts the rest. */
const ROWS = { running: 30, ended: 200 };
/** Longer tables of ended tasks are folded up. */
const UNFOLDED = 12;
/** What is saved while tasks run says where to look, because nothing can update it after a reload. */
const HINT = "see %tasks";

/** One task's display. @param where the lines that say where in the user's own text it failed */
export function taskBundle(task: TaskView, where: readonly string[] = []): MimeBundle {
  const line = taskLine(task);
  const place = where.map(oneLine);
  const text = taskLineText(line);
  if (hasEnded(task)) {
    const figure = figureOf(task);
    return {
      "text/plain": [text, ...place.map((said) => `  ${said}`)].join("\n"),
      "text/html": `<div style="${FONT}">${lineHtml(line)}${place.length === 0 ? "" : placeHtml(place)}${figure?.html ?? ""}</div>`,
      ...(figure && { "image/png": Buffer.from(figure.png).toString("base64") }),
    };
  }
  return {
    "text/plain": `${text}  (${HINT})`,
    "text/html": `<div style="${FONT}">${lineHtml(line)}${hint()}</div>`,
  };
}

/** What a task has drawn is shown below its line. */
function figureOf({ state }: TaskView): Figure | undefined {
  return state.status === "complete" && state.result instanceof Figure ? state.result : undefined;
}

/** The display that the tasks of a cell share from the eleventh on. */
export function sharedBundle(tasks: readonly TaskView[]): MimeBundle {
  const lines = tasks.map((task) => taskLine(task));
  const isDone = tasks.every(hasEnded);
  const shown = pickLines(lines, isDone ? ROWS.ended : ROWS.running).map((line) => ({ line }));
  const fraction = tasks.reduce((sum, task) => sum + (hasEnded(task) ? 1 : task.fraction), 0) / tasks.length;
  const title = countOf(tasks.length, "tasks");
  const counts = countsOf(tasks);
  const more = lines.length > shown.length ? `… ${(lines.length - shown.length).toLocaleString("en-US")} more` : "";
  const plain = isDone
    ? `${title}  ${counts}`
    : `${title}  ${textBar(fraction)} ${percent(fraction)}  ${counts}  (${HINT})`;
  const state = isDone ? "" : gap(barHtml(fraction, title)) + gap(percentHtml(fraction));
  const rows = rowsHtml(shown) + (more === "" ? "" : quiet(more));
  const folded = isDone && shown.length > UNFOLDED;
  return {
    "text/plain": [plain, ...rowsText(shown), ...(more === "" ? [] : [`  ${more}`])].join("\n"),
    "text/html":
      `<div style="${FONT}"><div><span style="font-weight:600">${title}</span>${state}${gap(quiet(counts))}${isDone ? "" : hint()}</div>` +
      `${folded ? `<details><summary style="color:${COLOUR.quiet}">list</summary>${rows}</details>` : rows}</div>`,
  };
}

/** `8 complete, 1 failed, 2 running` */
export function countsOf(tasks: readonly TaskView[]): string {
  const counts = new Map<string, number>();
  for (const { state } of tasks) {
    const word = state.status === "canceled" ? "cancelled" : state.status;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const order = ["running", "cancelling", "queued", "held", "complete", "failed", "cancelled"];
  const present = order.filter((word) => counts.has(word));
  return present.map((word) => `${(counts.get(word) ?? 0).toLocaleString("en-US")} ${word}`).join(", ");
}

function lineHtml(line: TaskLine): string {
  const { name, fraction, details, tone } = line;
  const bar = fraction === undefined ? "" : gap(barHtml(fraction, name)) + gap(percentHtml(fraction));
  const colour = tone === "bad" ? COLOUR.bad : COLOUR.quiet;
  const said = details.map((detail) => gap(`<span style="color:${colour}">${escapeHtml(detail)}</span>`)).join("");
  return `${signHtml(line)} <span style="font-weight:600">${escapeHtml(name)}</span>${bar}${said}`;
}

function placeHtml(place: readonly string[]): string {
  // the caret is under its letter only as long as no line is broken
  const style = `margin:2px 0 2px 1.2em;white-space:pre;overflow-x:auto;color:${COLOUR.quiet}`;
  return `<pre style="${style}">${place.map(escapeHtml).join("\n")}</pre>`;
}

function gap(html: string): string {
  return `<span style="margin-left:10px">${html}</span>`;
}

/** No narrow page breaks it in two. */
function hint(): string {
  return gap(quiet(HINT.replace(" ", "\u00A0")));
}

function quiet(text: string): string {
  return `<span style="color:${COLOUR.quiet}">${escapeHtml(text)}</span>`;
}

/** All lines if they fit; else what is under way and what went wrong first, in the order of the tasks. */
function pickLines(lines: readonly TaskLine[], most: number): readonly TaskLine[] {
  if (lines.length <= most) return lines;
  const urgent = "▸✗⊘✓‖·";
  const kept = new Set(lines.toSorted((a, b) => urgent.indexOf(a.sign) - urgent.indexOf(b.sign)).slice(0, most));
  return lines.filter((line) => kept.has(line));
}
