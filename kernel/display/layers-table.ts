import { countText } from "../../src/layers/count-text.ts";
import type { LayerStore } from "../../src/layers/layer-store.ts";
import type { LayerNames } from "../../src/session/layer-names.ts";
import { escapeHtml, oneLine } from "../../src/shown-text.ts";
import type { MimeBundle } from "../protocol/output.ts";
import { COLOUR, FONT } from "./html.ts";

interface LayersListed {
  readonly listed?: readonly string[];
  readonly marks?: ReadonlyMap<string, string>;
}

interface Row {
  readonly name: string;
  readonly colour: string | undefined;
  readonly cells: readonly string[];
}

/**
 * What `%layers` shows: layers of the session, also those that are still being made.
 * @param listed those to show; by default all
 * @param marks what is said of some of them besides
 */
export function layersBundle(
  names: LayerNames,
  store: Pick<LayerStore, "get">,
  { listed = names.all(), marks = new Map() }: LayersListed = {},
): MimeBundle {
  const there = listed.filter((name) => names.has(name));
  const rows = there.map((name) => rowOf(name, { names, store, mark: marks.get(name) ?? "" }));
  if (rows.length === 0) {
    const text = "No layers yet. %load NAME PATH reads one.";
    return { "text/plain": text, "text/html": `<div style="${FONT}">${text}</div>` };
  }
  const columns = [0, 1, 2].map((index) => Math.max(...rows.map(({ cells }) => cells[index]?.length ?? 0)));
  const width = Math.max(...rows.map(({ name }) => oneLine(name).length));
  const plain = rows.map(({ name, cells }) => {
    const padded = cells.map((cell, index) => cell.padEnd(columns[index] ?? 0));
    return `${oneLine(name).padEnd(width)}  ${padded.join("  ")}`.trimEnd();
  });
  const html = rows.map(({ name, colour, cells }) => {
    const swatch =
      colour === undefined
        ? ""
        : `<span style="display:inline-block;width:10px;height:10px;border-radius:2px;background:${colour}"></span>`;
    const rest = cells.map((cell) => `<td style="${CELL};color:${COLOUR.quiet}">${escapeHtml(cell)}</td>`).join("");
    return `<tr style="background:none"><td style="${CELL}">${swatch}</td><td style="${CELL};font-weight:600">${escapeHtml(oneLine(name))}</td>${rest}</tr>`;
  });
  return {
    "text/plain": plain.join("\n"),
    "text/html": `<div style="${FONT}"><table style="border-collapse:collapse;margin:0;width:auto;font-size:inherit"><tbody>${html.join("")}</tbody></table></div>`,
  };
}

const CELL = "padding:1px 14px 1px 0;text-align:left;background:none;white-space:nowrap";

interface RowContext {
  readonly names: LayerNames;
  readonly store: Pick<LayerStore, "get">;
  readonly mark: string;
}

function rowOf(name: string, { names, store, mark }: RowContext): Row {
  const stored = store.get(name);
  const task = names.task(name);
  const note = task === undefined || task.status === "complete" ? "" : noteOf(task);
  if (stored === undefined) return { name, colour: undefined, cells: [note] };
  const { layer, visible, style } = stored;
  const notes = [note, visible ? "" : "hidden", mark].filter((text) => text !== "");
  const cells = [
    `${countText(layer)}, ${layer.isTable ? "table" : layer.geometryType}`,
    layer.isTable ? "" : layer.crs,
    ...(notes.length > 0 ? [notes.join(", ")] : []),
  ];
  return { name, colour: /^#[\da-f]{3,8}$/i.test(style.color) ? style.color : undefined, cells };
}

function noteOf({ id, status }: { readonly id: number; readonly status: string }): string {
  return `task ${id} ${status === "canceled" ? "cancelled" : status}`;
}
