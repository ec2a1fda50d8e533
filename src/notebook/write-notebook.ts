import { rename, rm, writeFile } from "node:fs/promises";
import { SpatialError } from "../errors.ts";
import { takePermissions } from "../formats/targets/permissions.ts";
import type { Cell, CellOutput, StoredBundle, Notebook } from "./notebook-format.ts";

/**
 * Writes a notebook so that a reader never sees half a file: to a temporary file in the same folder, then renamed.
 *
 * @throws SpatialError NOTEBOOK_UNWRITABLE when the folder cannot be written to
 */
export function writeNotebook(notebook: Notebook, path: string): Promise<void> {
  return writeTextFile(serializeNotebook(notebook), path);
}

/** The same for any text. @throws SpatialError NOTEBOOK_UNWRITABLE */
export async function writeTextFile(text: string, path: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await takePermissions(path, temporary);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SpatialError("NOTEBOOK_UNWRITABLE", `Cannot write the notebook "${path}": ${reason}`, { cause });
  }
}

/**
 * The text of a notebook file as Jupyter itself writes it: keys sorted, indent 1, multi-line text as lists of lines.
 * Equal notebooks give equal text.
 */
export function serializeNotebook(notebook: Notebook): string {
  const file = { ...notebook, cells: notebook.cells.map(writeCell) };
  return `${JSON.stringify(sortKeys(file), null, 1)}\n`;
}

function writeCell(cell: Cell): Record<string, unknown> {
  const written = { ...cell, source: splitLines(cell.source) };
  return cell.cell_type === "code" ? { ...written, outputs: cell.outputs.map(writeOutput) } : written;
}

function writeOutput(output: CellOutput): Record<string, unknown> {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: splitLines(output.text) };
    case "error":
      return { ...output };
    case "display_data":
    case "execute_result":
      return { ...output, data: splitBundle(output.data) };
  }
}

function splitBundle(bundle: StoredBundle): StoredBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => [
      mime,
      typeof value === "string" && mime.startsWith("text/") ? splitLines(value) : value,
    ]),
  );
}

/** Each line with its line end; no line for empty text. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sortKeys(entry)]),
  );
}
