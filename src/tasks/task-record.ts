import { SpatialError } from "../errors.ts";
import type { LogEntry } from "../feedback.ts";
import { TaskEvents } from "./events.ts";
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
  /** Whether it is to stand still. */
  isHolding(): boolean;
  waitsFor(): readonly Task[];
  /** Indices of the lanes that work for it now. */
  lanes(): readonly number[];
  /** What those lanes hold, as last measured. */
  memoryBytes(): number | undefined;
  /** Calls once after `ms`; the returned function takes it back. */
  after(ms: number, call: () => void): () => void;
}

/** Of a task that has ended: it can't be steered, and asking for it harms nobody. */
export const ENDED: Steering = {
  cancel: () => undefined,
  hold: () => undefined,
  resume: () => undefined,
  isHolding: () => false,
  waitsFor: () => [],
  lanes: () => [],
  memoryBytes: () => undefined,
  after: () => () => undefined,
};

/**
 * What is known of a task, apart from its result: the engine keeps records of ended tasks for its list, but only who
 * holds the Task keeps the result, which may be a large layer.
 */
export interface TaskRecord {
  readonly description: string;
  readonly total: TaskTotal | undefined;
  readonly priority: number;
  readonly keep: boolean;
  readonly canCancel: boolean;
  readonly hidden: boolean;
  readonly silent: boolean;
  readonly internal: boolean;
  /** Of its parent's progress. */
  readonly weight: number;
  readonly timeoutMs: number | undefined;
  readonly retryWhenLost: boolean;
  readonly events: TaskEvents;
  readonly logs: LogEntry[];
  isSubTask: boolean;
  /** 0 until added. */
  id: number;
  /** The result of a complete one is left out. */
  state: TaskState<undefined>;
  fraction: number;
  text: string | undefined;
  fromCache: boolean;
  /** Clock of the engine, ms. */
  startedAt: number | undefined;
  endedAt: number | undefined;
  now: () => number;
  /** Why it was canceled, when another task is the reason. */
  because: string | undefined;
  /** Whether somebody has asked for its result or its outcome, and so hears of a failure. */
  isTaken: boolean;
  /** Ids of the tasks that it was to wait for. */
  readonly dependencies: number[];
  steering: Steering | undefined;
}

export interface RecordOptions {
  readonly total?: TaskTotal;
  /** Larger runs first; 0 by default. */
  readonly priority?: number;
  /** Not canceled by an interrupt of the cell. */
  readonly keep?: boolean;
  /** False greys the buttons that would cancel it, as QGIS's flag does; `cancel()` works all the same. Default true. */
  readonly canCancel?: boolean;
  /** Neither listed nor displayed; its errors still reach whoever awaits it. */
  readonly hidden?: boolean;
  /** Listed, but without a display of its own in the cell. */
  readonly silent?: boolean;
  /** How much of its parent's progress it makes up, any positive number, e.g. a count of features. Default 1. */
  readonly weight?: number;
  /** Running longer than this it ends as failed, with the reason "timeout". Waiting for a lane doesn't count. */
  readonly timeoutMs?: number;
  /** Starts once more, on another lane, if its lane is lost. Only for work that may be done twice. */
  readonly retryWhenLost?: boolean;
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
    canCancel: options.canCancel ?? true,
    hidden: options.hidden ?? false,
    silent: options.silent ?? false,
    weight: checkPositive(description, "weight", options.weight ?? 1),
    timeoutMs: options.timeoutMs === undefined ? undefined : checkPositive(description, "timeoutMs", options.timeoutMs),
    retryWhenLost: options.retryWhenLost ?? false,
    isSubTask: false,
    internal: options.internal ?? false,
    events: new TaskEvents(),
    logs: [],
    id: 0,
    state: { status: options.hold === true ? "held" : "queued" },
    fraction: 0,
    text: undefined,
    fromCache: false,
    startedAt: undefined,
    endedAt: undefined,
    now: () => 0,
    because: undefined,
    isTaken: false,
    dependencies: [],
    steering: undefined,
  };
}

function checkPositive(description: string, name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new SpatialError("BAD_ARGUMENT", `The ${name} of "${description}" is ${value}; expected a number above 0.`);
}

export function hasEnded(record: TaskRecord): boolean {
  const { status } = record.state;
  return status === "complete" || status === "failed" || status === "canceled";
}

/** How a task is named in messages: `task 3 "buffer roads"`. */
export function nameOf(record: TaskRecord): string {
  return record.id === 0 ? `task "${record.description}"` : `task ${record.id} "${record.description}"`;
}
