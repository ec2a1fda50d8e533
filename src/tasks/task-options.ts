import type { Job } from "./job.ts";
import type { RecordOptions } from "./task-record.ts";
import type { Outcome } from "./task-state.ts";
import type { Task } from "./task.ts";

/** What must be there for a task to start, and to go on. */
export interface Dependencies {
  /** Must be complete before it starts; those not yet added are added with it. */
  readonly tasks?: readonly Task[];
  /** Layers by name, or themselves: if one is removed or replaced before the task has ended, the task is canceled. */
  readonly layers?: readonly unknown[];
}

export interface TaskOptions<T> extends RecordOptions {
  /** What to do. Left out by subclasses, which override `run`. */
  readonly job?: Job;
  readonly dependsOn?: readonly Task[] | Dependencies;
  /** Makes the result of what the lanes answered, on the main loop, quickly. What it throws fails the task. */
  map?(answer: unknown): T;
  /** Called once, on the main loop, however the task ends. */
  finished?(outcome: Outcome<T>): void;
}

export interface FunctionOptions {
  readonly description?: string;
  readonly io?: boolean;
  readonly chunks?: boolean;
  readonly share?: Readonly<Record<string, unknown>>;
}

export function dependenciesIn({ dependsOn = [] }: Pick<TaskOptions<unknown>, "dependsOn">): Dependencies {
  return "length" in dependsOn ? { tasks: dependsOn } : dependsOn;
}

/** What a task of it is called, unless said otherwise. */
export function nameOfFunction(fn: unknown): string {
  return typeof fn === "function" && fn.name !== "" ? fn.name : "function";
}
