import { readFile } from "node:fs/promises";
import { SpatialError } from "../errors.ts";
import type { Cell, CellOutput, StoredBundle, Notebook } from "./notebook-format.ts";

/**
 * Reads a notebook file of format 4. Cells of formats before 4.5 get ids made from their position, so that two readings
 * agree.
 *
 * @throws SpatialError FILE_MISSING, NOTEBOOK_INVALID
 */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new SpatialError("FILE_MISSING", `Cannot read the notebook "${path}"; check the path.`, { cause });
  }
}

/** @param name what messages call the file */
export function parseNotebook(text: string, name: string): Notebook {
  const json = parseJson(text, name);
  if (!isRecord(json) || typeof json["nbformat"] !== "number" || !Array.isArray(json["cells"])) {
    const older = isRecord(json) && Array.isArray(json["worksheets"]);
    throw invalid(name, older ? "it has format 3 or older; open and save it in JupyterLab first" : "it is no notebook");
  }
  if (json["nbformat"] !== 4) throw invalid(name, `it has format ${json["nbformat"]}; formats 4.0 to 4.5 can be read`);
  return {
    nbformat: 4,
    nbformat_minor: Math.max(5, Number(json["nbformat_minor"] ?? 0)),
    metadata: recordOrEmpty(json["metadata"]),
    cells: withUniqueIds(json["cells"].map((cell, index) => readCell(cell, index, name))),
  };
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SpatialError("NOTEBOOK_INVALID", `"${name}" is not a notebook: it is not JSON (${messageOf(cause)}).`, {
      cause,
    });
  }
}

function readCell(cell: unknown, index: number, name: string): Cell {
  const type = isRecord(cell) ? cell["cell_type"] : undefined;
  if (!isRecord(cell) || (type !== "code" && type !== "markdown" && type !== "raw")) {
    throw invalid(
      name,
      `its cell ${index + 1} has cell_type ${JSON.stringify(type)}; code, markdown and raw are known`,
    );
  }
  const base = {
    id: typeof cell["id"] === "string" ? cell["id"] : `cell-${index + 1}`,
    source: joinLines(cell["source"]),
    metadata: recordOrEmpty(cell["metadata"]),
  };
  if (type === "code") {
    const outputs = Array.isArray(cell["outputs"]) ? cell["outputs"].filter(isRecord).map(readOutput) : [];
    return { ...base, cell_type: type, execution_count: numberOrNull(cell["execution_count"]), outputs };
  }
  const attachments = isRecord(cell["attachments"])
    ? { attachments: cell["attachments"] as Record<string, StoredBundle> }
    : {};
  return { ...base, cell_type: type, ...attachments };
}

function readOutput(output: Record<string, unknown>): CellOutput {
  if (output["output_type"] === "stream") {
    return { output_type: "stream", name: String(output["name"]), text: joinLines(output["text"]) };
  }
  if (output["output_type"] === "error") {
    const traceback = Array.isArray(output["traceback"]) ? output["traceback"].map(String) : [];
    return { output_type: "error", ename: String(output["ename"]), evalue: String(output["evalue"]), traceback };
  }
  const shown = { data: joinBundle(recordOrEmpty(output["data"])), metadata: recordOrEmpty(output["metadata"]) };
  if (output["output_type"] !== "execute_result") return { output_type: "display_data", ...shown };
  return { output_type: "execute_result", execution_count: numberOrNull(output["execution_count"]), ...shown };
}

/** The second and later cells with an id get a numbered one; the format asks for unique ids. */
function withUniqueIds(cells: readonly Cell[]): readonly Cell[] {
  const seen = new Set<string>();
  return cells.map((cell) => {
    let id = cell.id;
    for (let n = 2; seen.has(id); n += 1) id = `${cell.id}-${n}`;
    seen.add(id);
    return id === cell.id ? cell : { ...cell, id };
  });
}

function joinBundle(bundle: StoredBundle): StoredBundle {
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => [mime, isLines(value) && !isJsonMime(mime) ? value.join("") : value]),
  );
}

export function isJsonMime(mime: string): boolean {
  return mime === "application/json" || (mime.startsWith("application/") && mime.endsWith("+json"));
}

function joinLines(text: unknown): string {
  if (typeof text === "string") return text;
  return isLines(text) ? text.join("") : "";
}

function isLines(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function recordOrEmpty(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function numberOrNull(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function invalid(name: string, reason: string): SpatialError {
  return new SpatialError("NOTEBOOK_INVALID", `"${name}" cannot be run: ${reason}.`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
