/** What can be done to a task from outside. */
export const VERBS = ["cancel", "hold", "resume"] as const;
export type Verb = (typeof VERBS)[number];

/** One task as browsers list it. */
export interface TaskItem {
  readonly id: number;
  /** How far below a task of its own: 1 is a part of the task listed above it. */
  readonly depth: number;
  readonly name: string;
  readonly status: "queued" | "held" | "running" | "cancelling" | "complete" | "failed" | "canceled";
  /** Share of the work done, 0 to 1. */
  readonly fraction: number;
  /** What there is to say: what it does, what it made, why it failed. */
  readonly note: string;
  /** The tasks that must be complete first. */
  readonly waitsFor: readonly { readonly id: number; readonly name: string }[];
  /** Numbers of the lanes that work for it, from 1. */
  readonly lanes: readonly number[];
  /** How long it has been running, in milliseconds; absent before and after, since what is saved carries no times. */
  readonly elapsedMs?: number;
  readonly memoryBytes?: number;
  readonly priority: number;
  /** Which buttons can be pressed now. */
  readonly can: readonly Verb[];
}

/** Tasks for a list, and what there is in all. */
export interface TaskList {
  /** `3 running, 2 queued, 1,204 complete` */
  readonly counts: string;
  /** In the order of their numbers, each followed by its parts; of very many the latest. */
  readonly items: readonly TaskItem[];
}

/** The synced state of the table of tasks; small (below 50 KB), because front ends save it with the notebook. */
export interface TasksState {
  /** The companion output carries it, so that the live view can hide it. Empty until the model is open. */
  readonly modelId: string;
  /** SHA-256 of the table's code, as a gzipped JavaScript module. */
  readonly assets: { readonly bundle: string };
  readonly list: TaskList;
}
