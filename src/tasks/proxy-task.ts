import type { LogLevel } from "../feedback.ts";
import type { TaskContext } from "./task-context.ts";
import { followMainLoop, Task } from "./task.ts";
import type { TaskOptions } from "./task-options.ts";

/**
 * The progress of work that something else does, such as a query in a database or an upload (QGIS: QgsProxyProgressTask).
 * It occupies no lane, runs from when it is added until `finalize` or `fail`, and tells a cancel through `signal`.
 */
export class ProxyTask<T = void> extends Task<T> {
  readonly #canceled = new AbortController();
  #ctx: TaskContext | undefined;
  #end!: { readonly finalize: (result: T) => void; readonly fail: (error: unknown) => void };

  constructor(description: string, options: TaskOptions<T> = {}) {
    super(description, options);
    const work = new Promise<T>((finalize, fail) => (this.#end = { finalize, fail }));
    work.catch(() => undefined); // shown by the task, also when it had ended before
    followMainLoop(this, (ctx) => {
      this.#ctx = ctx;
      ctx.signal.addEventListener("abort", () => this.#canceled.abort(ctx.signal.reason), { once: true });
      return work;
    });
  }

  /** Aborts when the task is canceled: stop the work then. */
  get signal(): AbortSignal {
    return this.#canceled.signal;
  }

  /** @param fraction share of the work done, 0 to 1. Without effect before the task has begun and after its end. */
  setProgress(fraction: number, text?: string): void {
    this.#ctx?.progress(fraction, text);
  }

  log(level: LogLevel, text: string): void {
    this.#ctx?.log(level, text);
  }

  /** The work is done. Only the first of `finalize` and `fail` counts. */
  finalize(result: T): void {
    this.#end.finalize(result);
  }

  fail(error: unknown): void {
    this.#end.fail(error);
  }
}
