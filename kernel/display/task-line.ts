import { SpatialError } from "../../src/errors.ts";
import { countText } from "../../src/layers/count-text.ts";
import { Layer, originOf } from "../../src/layers/layer.ts";
import { layerIn } from "../../src/layers/told-values.ts";
import { Figure } from "../../src/operations/figure.ts";
import type { TaskState } from "../../src/tasks/task-state.ts";
import type { Task } from "../../src/tasks/task.ts";
import { escapeHtml, oneLine } from "../../src/shown-text.ts";
import { COLOUR } from "./html.ts";

/** What a task's display is made from. Times count only while it runs: what is saved must not change from run to run. */
export type TaskView = Pick<
  Task,
  "description" | "state" | "holding" | "fraction" | "text" | "total" | "elapsedMs" | "remainingMs"
> &
  Partial<Pick<Task, "fromCache">>;

/** A task's state in words, for its own line and for tables. */
export interface TaskLine {
  readonly name: string;
  /** One character that says how it stands, told apart without colour. */
  readonly sign: "·" | "▸" | "✓" | "✗" | "⊘" | "‖";
  readonly tone: "quiet" | "good" | "bad" | "plain";
  /** Present while it runs: 0 to 1. */
  readonly fraction?: number;
  /** What there is to say, most important first. */
  readonly details: readonly string[];
}

/** The colours of the signs. */
export const TONES = { quiet: COLOUR.quiet, good: COLOUR.good, bad: COLOUR.bad, plain: COLOUR.bar } as const;

/** @param summary of the result, for a task whose result may be gone */
export function taskLine(task: TaskView, summary?: string): TaskLine {
  const { state } = task;
  const name = oneLine(task.description);
  switch (state.status) {
    case "queued":
      return { name, sign: "·", tone: "quiet", details: ["queued"] };
    case "held":
      return { name, sign: "‖", tone: "quiet", details: ["held"] };
    case "running":
      return { name, sign: "▸", tone: "plain", fraction: task.fraction, details: runningDetails(task) };
    case "cancelling":
      return { name, sign: "▸", tone: "quiet", fraction: task.fraction, details: ["cancelling"] };
    case "complete":
      return {
        name,
        sign: "✓",
        tone: "good",
        details: [summary ?? resultSummary(state.result), ...(task.fromCache === true ? ["from cache"] : [])],
      };
    case "failed":
      return { name, sign: "✗", tone: "bad", details: [failure(state)] };
    case "canceled":
      return { name, sign: "⊘", tone: "quiet", details: [cancellation(state)] };
  }
}

export function hasEnded({ state }: Pick<TaskView, "state">): boolean {
  return state.status === "complete" || state.status === "failed" || state.status === "canceled";
}

/** `buffer roads  ███████░░░ 70 %  7,000 of 10,000 features  3 s, 1 s left` @param width of the name, for columns */
export function taskLineText({ name, sign, fraction, details }: TaskLine, width = 0): string {
  const state = fraction === undefined ? [] : [`${textBar(fraction)} ${percent(fraction)}`];
  const lead = fraction === undefined ? `${sign} ` : "";
  return `${name.padEnd(width)}  ${lead}${[...state, ...details].join("  ")}`;
}

export function textBar(fraction: number): string {
  const full = Math.floor(fraction * 10);
  return "█".repeat(full) + "░".repeat(10 - full);
}

/** Never 100 before the end, whatever rounding says. */
export function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

/** The same, which no narrow page breaks in two. */
export function percentHtml(fraction: number): string {
  return percent(fraction).replace(" ", "&nbsp;");
}

export function signHtml({ sign, tone }: TaskLine): string {
  return `<span style="color:${TONES[tone]};display:inline-block;width:1.2em;text-align:center">${sign}</span>`;
}

export function barHtml(fraction: number, label: string): string {
  const width = percent(fraction).replace(" ", "");
  return (
    `<span role="progressbar" aria-label="${escapeHtml(label)}" aria-valuenow="${Math.floor(fraction * 100)}" aria-valuemin="0" aria-valuemax="100" ` +
    `style="display:inline-block;vertical-align:middle;width:160px;height:6px;border-radius:3px;overflow:hidden;background:${COLOUR.track}">` +
    `<span style="display:block;width:${width};height:6px;border-radius:3px;background:${COLOUR.bar}"></span></span>`
  );
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function runningDetails(task: TaskView): string[] {
  const { elapsedMs, remainingMs } = task;
  const left = remainingMs === undefined ? "" : `, ${duration(remainingMs)} left`;
  return [...workDetails(task), `${duration(elapsedMs)}${left}`];
}

/** What a running task has done and does. */
export function workDetails({
  fraction,
  total,
  text,
  holding,
}: Pick<TaskView, "fraction" | "total" | "text" | "holding">): string[] {
  const done = total === undefined ? undefined : Math.min(total.count, Math.floor(fraction * total.count));
  const counted =
    total === undefined || done === undefined ? "" : `${count(done)} of ${countOf(total.count, total.noun)}`;
  return [holding ? "holding" : "", counted, oneLine(text ?? "")].filter((detail) => detail !== "");
}

/** What a task made, in a few words. */
export function resultSummary(result: unknown): string {
  if (result instanceof Layer) {
    const { remark } = originOf(result);
    const counted = [countText(result), ...(remark === undefined ? [] : [remark])];
    return [...counted, ...(result.isTable ? ["table"] : [result.geometryType, result.crs])].join(", ");
  }
  if (result instanceof Figure) {
    const drawn = `${result.widthPx} × ${result.heightPx} px`;
    return result.path === undefined ? drawn : `${drawn} written to ${oneLine(result.path)}, ${size(result.bytes)}`;
  }
  const table = layerIn(result);
  if (table !== undefined) return valuesText(result as object);
  if (isSaved(result))
    return `${countOf(result.features, "features")} written to ${oneLine(result.path)}, ${size(result.bytes)}`;
  return "done";
}

/** The first few: `EXPECTED_MD 1.2, NN_INDEX 0.8, …`. */
function valuesText(values: object): string {
  const shown = Object.entries(values).map(([name, value]) => `${name} ${oneLine(String(value))}`);
  return shown.length <= MOST_VALUES ? shown.join(", ") : `${shown.slice(0, MOST_VALUES).join(", ")}, …`;
}

const MOST_VALUES = 5;

function isSaved(
  result: unknown,
): result is { readonly path: string; readonly features: number; readonly bytes: number } {
  if (typeof result !== "object" || result === null) return false;
  const { path, features, bytes } = result as Record<string, unknown>;
  return typeof path === "string" && typeof features === "number" && typeof bytes === "number";
}

function failure({ reason, error }: Extract<TaskState, { status: "failed" }>): string {
  const why = { error: "failed", timeout: "timed out", memory: "out of memory", lost: "worker lost" }[reason];
  const name = error instanceof SpatialError ? "" : `${error.name}: `;
  return `${why}: ${name}${oneLine(error.message)}`;
}

function cancellation({ reason }: Extract<TaskState, { status: "canceled" }>): string {
  return reason === "dependency" ? "cancelled: a task that it needs gave no result" : "cancelled";
}

/** `plural` ends in s. */
export function countOf(number: number, plural: string): string {
  return `${count(number)} ${number === 1 ? plural.replace(/s$/, "") : plural}`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function size(bytes: number): string {
  if (bytes < 1000) return countOf(bytes, "bytes");
  if (bytes < 1e6) return `${(bytes / 1e3).toPrecision(3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toPrecision(3)} MB` : `${(bytes / 1e9).toPrecision(3)} GB`;
}

/** Memory comes and goes: whole megabytes are as exact as is worth reading. */
export function memoryText(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
