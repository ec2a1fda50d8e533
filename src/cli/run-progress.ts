import type { RunCell, RunEvent } from "../notebook/run-notebook.ts";

/** The terminal as the progress needs it. */
export interface Terminal {
  write(text: string): void;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Cells that took longer than this say so. */
const SLOW_MS = 1000;
const ERASE_LINE = "\r\u001B[K";

/**
 * Tells how a run goes: one line a cell, and on a terminal, below it, the latest state of its tasks, which moves.
 * Elsewhere only plain lines, so that a log stays readable.
 */
export class RunProgress {
  readonly #terminal: Terminal;
  #moving = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(event: RunEvent): void {
    switch (event.type) {
      case "cell":
        this.#line(`${positionOf(event.place)} ${firstLine(event.place.source)}`);
        return;
      case "background":
        this.#line("Waiting for the tasks in the background");
        return;
      case "cell-end":
        if (event.failed) this.#line(`${positionOf(event.place)} failed after ${seconds(event.elapsedMs)}`);
        else if (event.elapsedMs > SLOW_MS)
          this.#line(`${positionOf(event.place)} done in ${seconds(event.elapsedMs)}`);
        return;
      case "output":
        this.#state(event.message.content);
    }
  }

  /** Takes the moving line away. */
  end(): void {
    if (this.#moving) this.#terminal.write(ERASE_LINE);
    this.#moving = false;
  }

  #line(text: string): void {
    this.end();
    this.#terminal.write(`${this.#fit(text)}\n`);
  }

  #state(content: Readonly<Record<string, unknown>>): void {
    if (this.#terminal.isTTY !== true) return;
    const text = plainText(content["data"])?.trim().split("\n").at(-1);
    if (text === undefined || text === "") return;
    this.#terminal.write(`${ERASE_LINE}${this.#fit(`      ${text}`)}`);
    this.#moving = true;
  }

  #fit(text: string): string {
    const width = this.#terminal.isTTY === true ? (this.#terminal.columns ?? 80) - 1 : 200;
    return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
  }
}

function positionOf({ number, total }: RunCell): string {
  return `[${number}/${total}]`;
}

/** The text of a MIME bundle, if it has one. */
export function plainText(bundle: unknown): string | undefined {
  if (typeof bundle !== "object" || bundle === null || !("text/plain" in bundle)) return undefined;
  const text = bundle["text/plain"];
  return typeof text === "string" ? text : undefined;
}

/** The first line of a cell that says something. */
function firstLine(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !line.startsWith("//")) ?? lines[0] ?? "";
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
