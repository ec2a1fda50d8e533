import { SpatialError } from "../errors.ts";
import type { LogLevel } from "../feedback.ts";
import { countTo, type TaskContext } from "./task-context.ts";

export interface MainRunListener {
  text(text: string): void;
  log(level: LogLevel, text: string): void;
  emitted(name: string, value: unknown): void;
}

/** Work that the engine follows but does not run: a promise of the main loop. It is silent once it has been stopped. */
export class MainRun {
  readonly context: TaskContext;
  readonly #abort = new AbortController();
  #fraction = 0;
  #open = true;

  constructor(label: string, listener: MainRunListener) {
    const ifOpen = (call: () => void): void => {
      if (this.#open) call();
    };
    const feedback = {
      progress: (fraction: number, text?: string) =>
        ifOpen(() => {
          if (fraction > this.#fraction) this.#fraction = Math.min(1, fraction);
          if (text !== undefined) listener.text(text);
        }),
      throwIfCanceled: () => {
        if (this.#abort.signal.aborted) throw new SpatialError("TASK_CANCELED", `"${label}" was canceled.`);
      },
    };
    this.context = {
      ...feedback,
      isCanceled: () => this.#abort.signal.aborted,
      log: (level, text) => ifOpen(() => listener.log(level, text)),
      emit: (name, value) => ifOpen(() => listener.emitted(name, value)),
      range: (n) => countTo(n, feedback),
      signal: this.#abort.signal,
    };
  }

  /** Share of the work done, 0 to 1, as last told. */
  get fraction(): number {
    return this.#fraction;
  }

  /** Nothing more of it counts. @param canceled tells the work that nobody wants its result */
  stop(canceled: boolean): void {
    this.#open = false;
    if (canceled) this.#abort.abort(new SpatialError("TASK_CANCELED", "The task was canceled."));
  }
}
