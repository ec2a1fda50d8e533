import { crsInfo } from "../../src/crs/crs.ts";
import { differenceFromProj } from "../../src/crs/differences.ts";
import { parseCrsId } from "../../src/crs/crs-id.ts";
import { SpatialError } from "../../src/errors.ts";
import { describeLayer } from "../../src/layers/describe.ts";
import { layerSize } from "../../src/layers/layer-size.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { layerIn } from "../../src/layers/told-values.ts";
import type { Task } from "../../src/tasks/task.ts";
import { countOf, escapeHtml, oneLine } from "../../src/shown-text.ts";
import { COLOUR, FONT } from "../display/html.ts";
import { taskBundle } from "../display/task-bundle.ts";
import type { MimeBundle } from "../protocol/output.ts";

/** Jupyter's `detail_level`: 1 is what a second question mark asks for. */
export type Detail = 0 | 1;

type Row = readonly [label: string, text: string];

/** A layer's schema and size; with more detail its first features. */
export function inspectLayer(name: string, layer: Layer, detail: Detail): MimeBundle {
  const { title, facts, fields, shown, rows } = describeLayer(layer);
  const { vertices, bytes } = layerSize(layer);
  const size = [countOf(layer.length, "feature"), countOf(vertices, "vertex", "vertices"), bytesText(bytes)].join(", ");
  const schema = fields.map((field): Row => [oneLine(field.name), field.type]);
  const first = rows.map((row, index): Row => [
    String(index),
    row.map((text, column) => `${oneLine(shown[column]?.name ?? "")} ${text}`).join(", "),
  ]);
  return sheet(`${name}: ${title}`, [
    ["", [...facts, ["Size", size]]],
    ["Fields", schema.length === 0 ? [["none", ""]] : schema],
    ...(detail === 1 ? ([["First features", first]] as const) : []),
  ]);
}

/** How a task stands; with more detail what it has logged. The layer of a complete one is shown instead. */
export function inspectTask(name: string, task: Task, detail: Detail): MimeBundle {
  const { state } = task;
  const layer = state.status === "complete" ? layerIn(state.result) : undefined;
  if (layer !== undefined) return inspectLayer(name, layer, detail);
  const waits = task.waitsFor.map(({ id, description }) => `${id} ${description}`).join(", ");
  const rows: Row[] = [
    ["State", state.status],
    ["Progress", `${Math.floor(task.fraction * 100)} %${task.text === undefined ? "" : `, ${oneLine(task.text)}`}`],
    ...(waits === "" ? [] : [["Waits for", waits] as const]),
  ];
  const logs = task.logs.map(({ level, text }): Row => [level, oneLine(text)]);
  const log: readonly Row[] = logs.length === 0 ? [["empty", ""]] : logs;
  const facts = sheet(`${name}: task ${task.id}`, [["", rows], ...(detail === 1 ? ([["Log", log]] as const) : [])]);
  const line = taskBundle(task);
  return joined(line, facts);
}

/** What a CRS is called, its units and where it is used; undefined for what is none. */
export function inspectCrs(typed: string): MimeBundle | undefined {
  try {
    const { id, name, units, geographic, area } = crsInfo(parseCrsId(typed));
    const difference = differenceFromProj(id);
    const rows: Row[] = [
      ["Kind", geographic ? "longitude and latitude" : "projected"],
      ["Unit", units],
      ...(area === undefined ? [] : [["Area of use", degrees(area)] as const]),
      ...(difference === undefined ? [] : [["Differs from PROJ", difference] as const]),
    ];
    return sheet(`${id}: ${name}`, [["", rows]]);
  } catch (error) {
    if (error instanceof SpatialError) return undefined; // still being typed
    throw error;
  }
}

export function joined(first: MimeBundle, second: MimeBundle): MimeBundle {
  return {
    "text/plain": `${String(first["text/plain"])}\n\n${String(second["text/plain"])}`,
    "text/html": `${String(first["text/html"])}<div style="margin-top:8px">${String(second["text/html"])}</div>`,
  };
}

/** A heading, then rows of labels and texts. */
export function sheet(
  title: string,
  sections: readonly (readonly [heading: string, rows: readonly Row[]])[],
): MimeBundle {
  const full = sections.filter(([, rows]) => rows.length > 0);
  const plain = full.map(([heading, rows]) => {
    const width = Math.max(...rows.map(([label]) => label.length));
    const lines = rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`.trimEnd());
    return [...(heading === "" ? [] : [heading]), ...lines].join("\n");
  });
  const html = full.map(([heading, rows]) => {
    const lines = rows.map(
      ([label, text]) =>
        `<tr style="background:none"><td style="${CELL};color:${COLOUR.quiet};white-space:nowrap">${escapeHtml(label)}</td><td style="${CELL}">${escapeHtml(text)}</td></tr>`,
    );
    const head = heading === "" ? "" : `<div style="font-weight:600;margin-top:6px">${heading}</div>`;
    return `${head}<table style="border-collapse:collapse;margin:0;width:auto;font-size:inherit"><tbody>${lines.join("")}</tbody></table>`;
  });
  return {
    "text/plain": [oneLine(title), ...plain].join("\n"),
    "text/html": `<div style="${FONT}"><div style="font-weight:600">${escapeHtml(oneLine(title))}</div>${html.join("")}</div>`,
  };
}

const CELL = "padding:1px 14px 1px 0;text-align:left;vertical-align:baseline;background:none";

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function degrees([west, south, east, north]: readonly [number, number, number, number]): string {
  return `${west} to ${east} east, ${south} to ${north} north`;
}
