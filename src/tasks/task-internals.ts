import type { TaskRecord } from "./task-record.ts";
import type { TaskSource } from "./task-source.ts";
import type { Outcome } from "./task-state.ts";
import type { Task } from "./task.ts";

/** The engine's side of a task. */
export interface TaskInternals {
  readonly record: TaskRecord;
  readonly source: TaskSource | undefined;
  readonly dependsOn: readonly Task[];
  readonly dependsOnLayers: readonly unknown[];
  /** As the task's own, for the engine and the kernel: nobody has taken it by that. */
  readonly settled: Promise<Outcome<unknown>>;
  readonly map: ((answer: unknown) => unknown) | undefined;
  /** Makes the outcome visible as `state`, before `finished`. */
  end(outcome: Outcome<unknown>): void;
  /** Lets everyone who waits go on, after `finished`. */
  release(outcome: Outcome<unknown>): void;
}
