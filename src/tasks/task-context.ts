import type { Feedback } from "../feedback.ts";

/** What a task function gets besides its input. Its functions can be taken apart: `({ progress }) => …`. */
export interface TaskContext extends Feedback {
  /** 0 to n - 1, reporting progress and looking for a cancel at each step. */
  range(n: number): Iterable<number>;
  /** Sends a value to the task's listeners on the main loop, in order, before `finished`. */
  emit(name: string, value: unknown): void;
  /** Aborts when the task is canceled; for fetch and other code that waits. */
  readonly signal: AbortSignal;
}
