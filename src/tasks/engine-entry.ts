import { AsyncResource } from "node:async_hooks";
import type { Flight } from "./flight.ts";
import type { CompiledJob } from "./job.ts";
import type { MainRun } from "./main-run.ts";
import type { Ranked } from "./ready-queue.ts";
import { StageRun } from "./stage-run.ts";
import type { LaneClass } from "./lanes.ts";
import { internalsOf, type Task } from "./task.ts";
import type { TaskInternals } from "./task-internals.ts";
import type { TaskRecord } from "./task-record.ts";
import type { Outcome } from "./task-state.ts";

/** What the engine knows of a task that has not ended. */
export interface Entry extends Ranked {
  readonly task: Task;
  readonly internals: TaskInternals;
  readonly record: TaskRecord;
  readonly job: CompiledJob;
  /** False for one that only has parts. */
  readonly hasOwnWork: boolean;
  readonly run: StageRun;
  /** Work that no lane does, once it has begun. */
  main: MainRun | undefined;
  /** The queue it stands in. */
  queuedIn: LaneClass | undefined;
  /** Tasks that must be complete first, and those that wait for this one. */
  waitsFor: Set<Entry>;
  dependents: Set<Entry>;
  /** The task it is a part of; its own parts, and those of them that have not ended. */
  parent: Entry | undefined;
  readonly parts: Entry[];
  openParts: Set<Entry>;
  /** Names of layers without which it is canceled. */
  readonly layers: ReadonlySet<string>;
  /** Its units in lanes, by index. */
  readonly flights: Map<number, Flight>;
  /** Where it was added: what `finished` and listeners print belongs there, not to what the lane's messages came from. */
  readonly context: AsyncResource;
  /** How it will end, once its lanes are done with it. */
  verdict: Outcome<unknown> | undefined;
  /** Its end is a matter of the next turns of the loop. */
  isSettling: boolean;
  /** The text shown last. */
  shownText: string | undefined;
  /** It is to stand still when its lanes are done with what they have in hand. */
  wantsHold: boolean;
  stopTimeout: (() => void) | undefined;
  /** Units whose lane died before they began. */
  retries: number;
  /** Units that were given a second chance; each has one. */
  retried: Set<string> | undefined;
}

/** Most tasks have no relatives: they share one set, which stays empty. */
const NOBODY = new Set<Entry>();

/** @param role of the other in the entry's life */
export function relate(entry: Entry, role: "waitsFor" | "dependents" | "openParts", other: Entry): void {
  if (entry[role] === NOBODY) entry[role] = new Set();
  entry[role].add(other);
}

export function newEntry(task: Task, job: CompiledJob, order: Pick<Entry, "addedAt" | "seq" | "layers">): Entry {
  const internals = internalsOf(task);
  const { record } = internals;
  // Each field by name: so many fields after a spread make an object that is slow to make (20 microseconds) and to use.
  return {
    addedAt: order.addedAt,
    seq: order.seq,
    layers: order.layers,
    priority: record.priority,
    task,
    internals,
    record,
    job,
    hasOwnWork: job.stages.length > 0 || internals.source?.type === "main",
    run: new StageRun(job),
    main: undefined,
    queuedIn: undefined,
    waitsFor: NOBODY,
    dependents: NOBODY,
    parent: undefined,
    parts: [],
    openParts: NOBODY,
    flights: new Map(),
    // nobody is told when it goes, which would cost a weak reference each
    context: new AsyncResource("mapcell.Task", { requireManualDestroy: true }),
    verdict: undefined,
    isSettling: false,
    shownText: undefined,
    wantsHold: false,
    stopTimeout: undefined,
    retries: 0,
    retried: undefined,
  };
}
