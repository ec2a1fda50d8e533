import { SpatialError } from "../errors.ts";
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

/** What `range` of a context is: 0 to n - 1 with progress, until the task is canceled. */
export function* countTo(n: number, feedback: Pick<Feedback, "progress" | "throwIfCanceled">): Generator<number, void> {
  if (!Number.isInteger(n) || n < 0) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `ctx.range(${String(n)}): expected a whole number from 0, e.g. roads.length.`,
    );
  }
  for (let i = 0; i < n; i++) {
    feedback.throwIfCanceled();
    yield i;
    feedback.progress((i + 1) / n);
  }
}
