import { escapeHtml } from "../../src/shown-text.ts";
import { COLOUR } from "./html.ts";
import { barHtml, percent, percentHtml, signHtml, type TaskLine, taskLineText, textBar } from "./task-line.ts";

/** One row of a table of tasks. */
export interface TaskRow {
  /** The task's number, where the table is for steering; it is left out of what belongs to one cell. */
  readonly id?: number;
  /** How far below a task of its own. */
  readonly depth?: number;
  readonly line: TaskLine;
  /** What is said beside the state. */
  readonly traits?: readonly string[];
}

export function rowsText(rows: readonly TaskRow[]): string[] {
  const width = Math.max(0, ...rows.map(({ line, depth = 0 }) => 2 * depth + line.name.length));
  const digits = Math.max(0, ...rows.map(({ id }) => String(id ?? "").length));
  return rows.map(({ id, depth = 0, line, traits = [] }) => {
    if (id === undefined) return `  ${taskLineText(line, width)}`;
    const bar = line.fraction === undefined ? "" : `${textBar(line.fraction)} ${percent(line.fraction)}  `;
    const indent = "  ".repeat(depth);
    const said = [...line.details, ...traits].join("  ");
    return `${String(id).padStart(digits)}  ${indent}${line.sign} ${line.name.padEnd(width - indent.length)}  ${bar}${said}`;
  });
}

export function rowsHtml(rows: readonly TaskRow[]): string {
  return `<table style="border-collapse:collapse;margin:0;width:auto;font-size:inherit"><tbody>${rows.map(rowHtml).join("")}</tbody></table>`;
}

const CELL = "padding:1px 10px 1px 0;text-align:left;background:none;vertical-align:baseline";

function rowHtml({ id, depth = 0, line, traits = [] }: TaskRow): string {
  const number = id === undefined ? "" : `<td style="${CELL};text-align:right;color:${COLOUR.quiet}">${id}</td>`;
  const bar =
    line.fraction === undefined
      ? ""
      : `${barHtml(line.fraction, line.name)}&nbsp; ${percentHtml(line.fraction)}&nbsp; `;
  const said = [...line.details, ...traits].map(escapeHtml).join("&ensp;");
  const indent = depth === 0 ? "" : `;padding-left:${depth * 18}px`;
  const tone = line.tone === "bad" ? COLOUR.bad : COLOUR.quiet;
  return (
    `<tr style="background:none">${number}<td style="${CELL};white-space:nowrap${indent}">${signHtml(line)} <span style="font-weight:600">${escapeHtml(line.name)}</span></td>` +
    `<td style="${CELL}">${bar}<span style="color:${tone}">${said}</span></td></tr>`
  );
}
