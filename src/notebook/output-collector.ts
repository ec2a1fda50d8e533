import type { CellOutput, CodeCell, DisplayOutput, StoredBundle, ResultOutput } from "./notebook-format.ts";

/** A message of the kernel's output channel, as far as outputs need it. */
export interface OutputMessage {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

type Shown = DisplayOutput | ResultOutput;

/**
 * Turns the kernel's output messages into cell outputs, as nbclient does: streams are joined, a display id is updated
 * wherever it is shown in the notebook. Comm messages and widget state are not stored.
 */
export class OutputCollector {
  readonly #shown = new Map<string, { readonly cell: CodeCell; readonly output: Shown }[]>();
  /** Cells that a `clear_output` with `wait` empties as soon as the next output comes. */
  readonly #clearLater = new WeakSet<CodeCell>();

  /** @param cell the running cell, whose outputs are changed in place */
  collect(cell: CodeCell, { type, content }: OutputMessage): void {
    switch (type) {
      case "execute_input":
        cell.execution_count = executionCount(content);
        return;
      case "update_display_data":
        this.#update(displayId(content), content);
        return;
      case "clear_output":
        if (content["wait"] === true) this.#clearLater.add(cell);
        else this.#clear(cell);
        return;
      case "stream":
        this.#addStream(cell, String(content["name"]), String(content["text"]));
        return;
      case "error": {
        const traceback = Array.isArray(content["traceback"]) ? content["traceback"].map(String) : [];
        const [ename, evalue] = [String(content["ename"]), String(content["evalue"])];
        this.#add(cell, { output_type: "error", ename, evalue, traceback });
        return;
      }
      case "display_data":
      case "execute_result":
        this.#addShown(cell, type, content);
        return;
      default: // status, comm_open, comm_msg, …: nothing to store
    }
  }

  #addStream(cell: CodeCell, name: string, text: string): void {
    this.#clearIfAsked(cell);
    const last = cell.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text += text;
    else cell.outputs.push({ output_type: "stream", name, text });
  }

  #addShown(cell: CodeCell, type: Shown["output_type"], content: OutputMessage["content"]): void {
    const id = displayId(content);
    this.#update(id, content);
    const shown = { data: bundleOf(content["data"]), metadata: bundleOf(content["metadata"]) };
    const output: Shown =
      type === "display_data"
        ? { output_type: type, ...shown }
        : { output_type: type, execution_count: executionCount(content), ...shown };
    this.#add(cell, output);
    if (id === undefined) return;
    const places = this.#shown.get(id) ?? [];
    this.#shown.set(id, [...places, { cell, output }]);
  }

  #update(id: string | undefined, content: OutputMessage["content"]): void {
    if (id === undefined) return;
    for (const { output } of this.#shown.get(id) ?? []) {
      output.data = bundleOf(content["data"]);
      output.metadata = bundleOf(content["metadata"]);
    }
  }

  #add(cell: CodeCell, output: CellOutput): void {
    this.#clearIfAsked(cell);
    cell.outputs.push(output);
  }

  #clearIfAsked(cell: CodeCell): void {
    if (this.#clearLater.delete(cell)) this.#clear(cell);
  }

  #clear(cell: CodeCell): void {
    cell.outputs = [];
    this.#clearLater.delete(cell);
    for (const [id, places] of this.#shown)
      this.#shown.set(
        id,
        places.filter((place) => place.cell !== cell),
      );
  }
}

function displayId(content: OutputMessage["content"]): string | undefined {
  const transient = bundleOf(content["transient"]);
  return typeof transient["display_id"] === "string" ? transient["display_id"] : undefined;
}

function bundleOf(value: unknown): StoredBundle {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function executionCount(content: OutputMessage["content"]): number | null {
  return typeof content["execution_count"] === "number" ? content["execution_count"] : null;
}
