import type { TaskItem, TaskList, Verb } from "./tasks-state.ts";

/** The tasks of a session, for lists in browsers. */
export interface TaskFeed {
  /** Those that have not ended. */
  open(): readonly TaskItem[];
  /** These, and the latest of those that have. */
  all(): TaskList;
  /** Calls the listener whenever a list may have changed. */
  on(listener: () => void, options: { readonly signal: AbortSignal }): void;
  /** A number that is unknown, or a task that has ended meanwhile, is passed over. */
  steer(id: number, verb: Verb): void;
}
