import { SpatialError } from "../errors.ts";
import type { LogLevel } from "../feedback.ts";
import type { UnitContext } from "../tasks/job.ts";
import type { LaneCells } from "../tasks/lane-cells.ts";
import type { LaneReply } from "../tasks/messages.ts";
import { findUnclonable } from "../tasks/unclonable.ts";

/** Texts replace each other on the screen, so sending more than this many a second is waste. */
const TEXT_INTERVAL_MS = 100;
const MAX_LOGS = 1000;

/** One unit in this lane and what it can say. After its end it is silent, whatever its leftovers do. */
export class LaneRun {
  readonly id: number;
  readonly label: string;
  readonly context: UnitContext;
  readonly #cells: LaneCells;
  readonly #send: (reply: LaneReply) => void;
  readonly #abort = new AbortController();
  #open = true;
  #text: string | undefined;
  #unsentText = false;
  #textSentAt = -Infinity;
  #logs = 0;
  #engineDepth = 0;

  constructor(
    start: { readonly run: number; readonly label: string },
    cells: LaneCells,
    send: (reply: LaneReply) => void,
  ) {
    this.id = start.run;
    this.label = start.label;
    this.#cells = cells;
    this.#send = send;
    this.context = {
      progress: (fraction, text) => this.#progress(fraction, text),
      isCanceled: () => cells.isCanceled(start.run),
      throwIfCanceled: () => {
        if (cells.isCanceled(start.run)) throw new SpatialError("TASK_CANCELED", `"${start.label}" was canceled.`);
      },
      log: (level, text) => this.log(level, text),
      emit: (name, value) => this.#emit(name, value),
      signal: this.#abort.signal,
      enterEngine: () => {
        if (this.#open && this.#engineDepth++ === 0) cells.toggleEngine();
      },
      leaveEngine: () => {
        if (this.#open && --this.#engineDepth === 0) cells.toggleEngine();
      },
    };
  }

  abort(): void {
    this.#abort.abort(new SpatialError("TASK_CANCELED", `"${this.label}" was canceled.`));
  }

  log(level: LogLevel, text: string): void {
    if (!this.#open) return;
    this.#logs++;
    if (this.#logs <= MAX_LOGS) this.#send({ type: "log", run: this.id, level, text });
  }

  /** Sends what is still held back. Returns false if the run had ended before. */
  end(): boolean {
    if (!this.#open) return false;
    if (this.#unsentText) this.#sendText();
    const dropped = this.#logs - MAX_LOGS;
    if (dropped > 0)
      this.#send({ type: "log", run: this.id, level: "warning", text: `${dropped} more messages are not shown.` });
    this.#open = false;
    if (this.#engineDepth > 0) this.#cells.toggleEngine();
    return true;
  }

  #progress(fraction: number, text?: string): void {
    if (!this.#open) return;
    this.#cells.raiseFraction(fraction);
    if (text !== undefined && text !== this.#text) this.#changeText(text);
  }

  #changeText(text: string): void {
    this.#text = text;
    this.#unsentText = true;
    if (performance.now() - this.#textSentAt >= TEXT_INTERVAL_MS) this.#sendText();
  }

  #emit(name: string, value: unknown): void {
    if (!this.#open) return;
    this.#cells.waitForReader(() => this.context.throwIfCanceled());
    try {
      this.#send({ type: "emit", run: this.id, name, value });
    } catch (error) {
      this.#cells.taken();
      const what = findUnclonable(value, "value") ?? String(error);
      throw new SpatialError("UNCLONABLE", `ctx.emit("${name}", value) can't send it: ${what}. Send plain data.`, {
        cause: error,
      });
    }
  }

  #sendText(): void {
    this.#unsentText = false;
    this.#textSentAt = performance.now();
    this.#send({ type: "text", run: this.id, text: this.#text ?? "" });
  }
}
