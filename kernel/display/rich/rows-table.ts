import { inspect } from "node:util";
import { escapeHtml, oneLine } from "../../../src/shown-text.ts";
import { COLOUR, FONT } from "../html.ts";

export type ShownRow = Readonly<Record<string, unknown>>;

const SHOWN_ROWS = 10;
const SHOWN_COLUMNS = 30;
const LONGEST = 80;

/** Whether a value is an array of plain objects that have fields in common, as rows of a table have. */
export function isRows(value: unknown): value is readonly ShownRow[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isPlainObject)) return false;
  const [first] = value as ShownRow[];
  return Object.keys(first ?? {}).some((key) => (value as ShownRow[]).every((row) => Object.hasOwn(row, key)));
}

/** The first ten rows as a table, and how many there are besides. */
export function rowsTable(rows: readonly ShownRow[]): string {
  const all = columnsOf(rows);
  const columns = all.slice(0, SHOWN_COLUMNS);
  const head = columns.map((name) => `<th style="${CELL};border-bottom:1px solid ${COLOUR.line}">${shown(name)}</th>`);
  const body = rows.slice(0, SHOWN_ROWS).map((row) => `<tr>${columns.map((name) => cell(row[name])).join("")}</tr>`);
  const table =
    `<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0;width:auto;color:inherit;font-size:inherit">` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
  return `<div style="${FONT}">${table}${rest(rows.length - SHOWN_ROWS, "row")}${rest(all.length - SHOWN_COLUMNS, "column")}</div>`;
}

const CELL = "padding:2px 10px;text-align:left;background:none;white-space:nowrap";

/** By first appearance, in the rows that are shown. */
function columnsOf(rows: readonly ShownRow[]): string[] {
  return [...new Set(rows.slice(0, SHOWN_ROWS).flatMap((row) => Object.keys(row)))];
}

function cell(value: unknown): string {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if (value === undefined || value === null) return `<td style="${CELL};color:${COLOUR.quiet}">–</td>`;
  const text =
    typeof value === "string" || isNumber ? String(value) : inspect(value, { depth: 1, breakLength: Infinity });
  return `<td style="${CELL}${isNumber ? ";text-align:right" : ""}">${shown(text)}</td>`;
}

function shown(text: string): string {
  const line = oneLine(text);
  return escapeHtml(line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line);
}

function rest(count: number, noun: string): string {
  if (count <= 0) return "";
  return `<div style="color:${COLOUR.quiet}">… ${count.toLocaleString("en-US")} more ${noun}${count === 1 ? "" : "s"}</div>`;
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.keys(value).length > 0;
}
