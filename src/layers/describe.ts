import { crsInfo, turnOf } from "../crs/crs.ts";
import { boundsAcross } from "../geometry/across.ts";
import { countOf, escapeHtml, oneLine } from "../shown-text.ts";
import { countText } from "./count-text.ts";
import type { Field } from "./layer-data.ts";
import { dataOf, type Layer, originOf } from "./layer.ts";
import type { Origin } from "./provenance.ts";

const ROWS = 10;
const COLUMNS = 12;
const CELL_WIDTH = 28;
const LINE_WIDTH = 110;
/** Of its content hash: enough to see by eye whether two layers are the same. */
const HASH_DIGITS = 10;

/** What a layer shows of itself, ready to print: nothing in it depends on time, place or machine. */
export interface LayerDescription {
  readonly name: string;
  /** "MultiPolygon layer, 177 features" */
  readonly title: string;
  /** Label and text: CRS and extent, where it has geometries, origin, and the first digits of its hash. */
  readonly facts: readonly (readonly [string, string])[];
  readonly fields: readonly Field[];
  /** The fields of `rows`: the first twelve. */
  readonly shown: readonly Field[];
  /** The first features, one text per shown field. */
  readonly rows: readonly (readonly string[])[];
  /** How many are not in `rows`, by what they are: features or rows, and fields. */
  readonly more: Readonly<Record<string, number>>;
}

/** @param most so many features at most */
export function describeLayer(layer: Layer, most = ROWS): LayerDescription {
  const { fields, length, isTable } = layer;
  const shown = fields.slice(0, COLUMNS);
  const rows = layer.head(most).map(({ properties }) => shown.map(({ name }) => cellText(properties[name])));
  return {
    name: oneLine(layer.name),
    title: `${kindOf(layer)}, ${countText(layer)}`,
    facts: [...placeOf(layer), ...makerOf(originOf(layer)), ["Hash", layer.hash.slice(0, HASH_DIGITS)]],
    fields,
    shown,
    rows,
    more: { [isTable ? "row" : "feature"]: length - rows.length, field: fields.length - shown.length },
  };
}

/** What the layer shows where there is no HTML: a terminal, a plain-text output. */
export function layerText(layer: Layer, most?: number): string {
  const { name, title, facts, fields, shown, rows, more } = describeLayer(layer, most);
  const list = fields.map((field) => `${oneLine(field.name)} ${field.type}`).join(", ");
  const all = [...facts, ["Fields", list || "none"] as const];
  const lines = [`${name}: ${title}`, ...all.map(([label, text]) => `  ${label.padEnd(6)}  ${text}`)];
  if (shown.length > 0 && rows.length > 0) lines.push(...textTable(shown, rows));
  const rest = restText(more);
  if (rest !== "") lines.push(`  ${rest}`);
  return lines.join("\n");
}

/**
 * What the layer shows in a notebook: no script, no style sheet, no ids; all text escaped. It takes JupyterLab's theme
 * colours and inherits those of any other page.
 * @param picture a data URI of a small map, shown beside the facts.
 */
export function layerHtml(layer: Layer, picture?: string, most?: number): string {
  const description = describeLayer(layer, most);
  const { name, title, facts, shown, rows, more, fields } = description;
  const rest = restText(more);
  const facing = facts
    .map(
      ([label, text]) =>
        `<tr style="background:none"><th style="${LABEL}">${escapeHtml(label)}</th><td style="${FACT}">${escapeHtml(text)}</td></tr>`,
    )
    .join("");
  const image =
    picture === undefined ? "" : `<img src="${escapeHtml(picture)}" alt="Map of ${escapeHtml(name)}" style="${IMAGE}">`;
  const table = shown.length === 0 || rows.length === 0 ? fieldLine(fields) : htmlTable(shown, rows);
  return (
    `<div style="${BOX}"><div style="${HEAD}">${image}<div style="flex:1 1 240px;min-width:0">` +
    `<div style="font-weight:600;font-size:1.1em">${escapeHtml(name)}</div><div style="${QUIET}">${escapeHtml(title)}</div>` +
    `<table style="${TABLE};margin:6px 0 0">${facing}</table></div></div>` +
    `${table}${rest === "" ? "" : `<div style="${QUIET};margin-top:4px">${escapeHtml(rest)}</div>`}</div>`
  );
}

const LINE = "1px solid var(--jp-border-color2,rgba(128,128,128,.35))";
const BOX =
  "font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:var(--jp-ui-font-size1,13px);" +
  "color:var(--jp-ui-font-color1,inherit);line-height:1.4;max-width:100%";
const HEAD = "display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start;margin-bottom:8px";
const IMAGE = `width:280px;max-width:100%;border:${LINE};border-radius:3px`;
// tables of pages without a doctype inherit neither colour nor size by themselves
const TABLE = "border-collapse:collapse;width:auto;color:inherit;font-size:inherit;border:none";
const QUIET = "color:var(--jp-ui-font-color2,inherit)";
const LABEL = `${QUIET};text-align:left;font-weight:normal;padding:1px 12px 1px 0;background:none;vertical-align:top`;
const FACT = "text-align:left;padding:1px 0;background:none";
const HEADER = `padding:3px 10px;border-bottom:${LINE};background:none;font-weight:600;white-space:nowrap;vertical-align:bottom`;
const CELL = "padding:2px 10px;background:none;white-space:nowrap";

function htmlTable(shown: readonly Field[], rows: readonly (readonly string[])[]): string {
  const header = shown
    .map(({ name, type }) => {
      const label = `${escapeHtml(oneLine(name))}<br><span style="${QUIET};font-weight:normal;font-size:.9em">${type}</span>`;
      return `<th style="${HEADER};text-align:${alignOf(type)}">${label}</th>`;
    })
    .join("");
  const body = rows.map((row) => {
    const cells = row.map(
      (text, i) => `<td style="${CELL};text-align:${alignOf(shown[i]?.type)}">${escapeHtml(text)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return (
    `<div style="overflow-x:auto"><table style="${TABLE};margin:0">` +
    `<thead><tr>${header}</tr></thead><tbody>${body.join("")}</tbody></table></div>`
  );
}

function fieldLine(fields: readonly Field[]): string {
  const text = fields.map(({ name, type }) => `${oneLine(name)} ${type}`).join(", ");
  return `<div>${escapeHtml(text === "" ? "No fields." : `Fields: ${text}`)}</div>`;
}

function textTable(shown: readonly Field[], rows: readonly (readonly string[])[]): string[] {
  const columns = shown.map(({ name, type }, i) => {
    const cells = [clip(oneLine(name)), ...rows.map((row) => row[i] ?? "")];
    const width = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => (alignOf(type) === "right" ? cell.padStart(width) : cell.padEnd(width)));
  });
  const lines = Array.from({ length: rows.length + 1 }, () => "  ");
  for (const column of columns) {
    const fits = (lines[0]?.length ?? 0) + (column[0]?.length ?? 0) <= LINE_WIDTH;
    for (let i = 0; i < lines.length; i++) lines[i] += fits ? `${column[i] ?? ""}  ` : "";
    if (!fits) {
      lines[0] += "…";
      break;
    }
  }
  return lines.map((line) => line.trimEnd());
}

function restText(more: LayerDescription["more"]): string {
  const parts = Object.entries(more).flatMap(([what, count]) => (count > 0 ? [countOf(count, `more ${what}`)] : []));
  return parts.length === 0 ? "" : `… ${parts.join(", ")}`;
}

function alignOf(type: Field["type"] | undefined): "left" | "right" {
  return type === "integer" || type === "integer64" || type === "number" ? "right" : "left";
}

function kindOf({ isTable, geometryType }: Layer): string {
  if (isTable) return "Table";
  return geometryType === "No geometry" ? "Layer without geometry" : `${geometryType} layer`;
}

function placeOf(layer: Layer): [string, string][] {
  if (layer.isTable) return [];
  const crs = crsInfo(layer.crs);
  return [
    ["CRS", crs.name === layer.crs ? crs.name : `${layer.crs} (${crs.name})`],
    ["Extent", extentText(layer, crs.units)],
  ];
}

function makerOf({ source, algorithm, code, inputs = [] }: Origin): [string, string][] {
  if (source !== undefined) return [["Source", oneLine(source)]];
  if (algorithm === undefined) return [];
  const maker = code === undefined ? algorithm.replace(/^\w+:/, "") : `${algorithm} (code ${code.slice(0, 8)})`;
  return [["Source", oneLine(inputs.length === 0 ? maker : `${maker} of ${inputs.join(", ")}`)]];
}

/** Where it is narrower, the extent goes over the antimeridian: from 177 to -179. */
function extentText(layer: Layer, units: string): string {
  const turn = turnOf(layer.crs);
  const across = turn === undefined ? undefined : boundsAcross(dataOf(layer).geometry, turn);
  const bounds = across ?? layer.bounds;
  if (bounds === undefined) return "empty";
  const digits = units === "degree" ? 5 : 2;
  const [west, south, east, north] = bounds;
  const corners = [west, south, across === undefined ? east : east - (turn ?? 0), north];
  const [minX, minY, maxX, maxY] = corners.map((value) => String(Number(value.toFixed(digits))));
  const many = units.endsWith("foot") ? units.replace(/foot$/, "feet") : `${units}s`;
  return `${minX}, ${minY} to ${maxX}, ${maxY} (${many}${across === undefined ? "" : ", across the antimeridian"})`;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return numberText(value);
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return countOf(value.length, "byte");
  return clip(oneLine(typeof value === "string" ? value : JSON.stringify(value)));
}

/** Six significant digits, but all that stand before the point. */
function numberText(value: number): string {
  return String(Math.abs(value) < 1e5 ? Number(value.toPrecision(6)) : Math.round(value));
}

function clip(text: string): string {
  const characters = Array.from(text);
  return characters.length <= CELL_WIDTH ? text : `${characters.slice(0, CELL_WIDTH - 1).join("")}…`;
}
