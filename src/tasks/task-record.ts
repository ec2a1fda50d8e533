import { type LogEntry, TaskEvents } from "./events.ts";
import type { TaskState } from "./task-state.ts";
import type { Task } from "./task.ts";

/** What is counted while a task runs, for display: `{ count: 10000, noun: "features" }`. */
export interface TaskTotal {
  readonly count: number;
  readonly noun: string;
}

/** What the engine lets a task do to itself. */
export interface Steering {
  cancel(): void;
  hold(): void;
  resume(): void;
  waitsFor(): readonly Task[];
}

/**
 * What is known of a task, apart from its result: the engine keeps records of ended tasks for its list, but only who
 * holds the Task keeps the result, which may be a large layer.
 */
export interface TaskRecord {
  readonly description: string;
  readonly total: TaskTotal | undefined;
  readonly priority: number;
  readonly keep: boolean;
  readonly internal: boolean;
  readonly events: TaskEvents;
  readonly logs: LogEntry[];
  /** 0 until added. */
  id: number;
  /** The result of a complete one is left out. */
  state: TaskState<undefined>;
  fraction: number;
  text: string | undefined;
  /** Clock of the engine, ms. */
  startedAt: number | undefined;
  endedAt: number | undefined;
  now: () => number;
  /** Why it was canceled, when another task is the reason. */
  because: string | undefined;
  steering: Steering | undefined;
}

export interface RecordOptions {
  readonly total?: TaskTotal;
  /** Larger runs first; 0 by default. */
  readonly priority?: number;
  /** Not canceled by an interrupt of the cell. */
  readonly keep?: boolean;
  /** Runs on a lane of its own and is not listed: map tiles, pictures. */
  readonly internal?: boolean;
  /** Starts held. */
  readonly hold?: boolean;
}

export function newRecord(description: string, options: RecordOptions): TaskRecord {
  return {
    description,
    total: options.total,
    priority: options.priority ?? 0,
    keep: options.keep ?? false,
    internal: options.internal ?? false,
    events: new TaskEvents(),
    logs: [],
    id: 0,
    state: { status: options.hold === true ? "held" : "queued" },
    fraction: 0,
    text: undefined,
    startedAt: undefined,
    endedAt: undefined,
    now: () => 0,
    because: undefined,
    steering: undefined,
  };
}

export function hasEnded(record: TaskRecord): boolean {
  const { status } = record.state;
  return status === "complete" || status === "failed" || status === "canceled";
}

/** How a task is named in messages: `task 3 "buffer roads"`. */
export function nameOf(record: TaskRecord): string {
  return record.id === 0 ? `task "${record.description}"` : `task ${record.id} "${record.description}"`;
}
