export type LogLevel = "info" | "warning" | "error";

/** What work said. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly text: string;
}

/** How running work reports and learns that it should stop. Given to every algorithm, reader and user function. */
export interface Feedback {
  /**
   * @param fraction share of the work done, 0 to 1. Lower values than before are ignored.
   * @param text what is being done now, e.g. "reading"; the latest one is shown.
   */
  progress(fraction: number, text?: string): void;
  isCanceled(): boolean;
  /** Throws SpatialError TASK_CANCELED once the task is canceled. Call it at least every 1000 features. */
  throwIfCanceled(): void;
  /** Kept with the task, in order; shown by `%log`. */
  log(level: LogLevel, text: string): void;
}

/** Feedback that nobody listens to, for direct calls and tests. */
export const silent: Feedback = {
  progress: () => undefined,
  isCanceled: () => false,
  throwIfCanceled: () => undefined,
  log: () => undefined,
};
