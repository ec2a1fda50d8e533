import { AsyncResource } from "node:async_hooks";
import { SpatialError } from "../errors.ts";
import type { Flight } from "./flight.ts";
import type { CompiledJob } from "./job.ts";
import type { Ranked } from "./ready-queue.ts";
import { StageRun } from "./stage-run.ts";
import type { LaneClass } from "./lanes.ts";
import { internalsOf, type Task, type TaskInternals } from "./task.ts";
import { nameOf, type TaskRecord } from "./task-record.ts";
import type { Outcome } from "./task-state.ts";

/** What the engine knows of a task that has not ended. */
export interface Entry extends Ranked {
  readonly task: Task;
  readonly internals: TaskInternals;
  readonly record: TaskRecord;
  readonly laneClass: LaneClass;
  readonly job: CompiledJob;
  readonly run: StageRun;
  /** Tasks that must be complete first, and those that wait for this one. */
  readonly waitsFor: Set<Entry>;
  readonly dependents: Set<Entry>;
  /** Its units in lanes, by index. */
  readonly flights: Map<number, Flight>;
  /** Where it was added: what `finished` and listeners print belongs there, not to what the lane's messages came from. */
  readonly context: AsyncResource;
  /** How it will end, once its lanes are done with it. */
  verdict: Outcome<unknown> | undefined;
  /** The text shown last. */
  shownText: string | undefined;
  /** Units whose lane died before they began. */
  retries: number;
}

export function newEntry(task: Task, job: CompiledJob, order: Pick<Entry, "addedAt" | "seq">): Entry {
  const internals = internalsOf(task);
  const { record } = internals;
  return {
    ...order,
    priority: record.priority,
    task,
    internals,
    record,
    laneClass: record.internal ? "internal" : "compute",
    job,
    run: new StageRun(job),
    waitsFor: new Set(),
    dependents: new Set(),
    flights: new Map(),
    context: new AsyncResource("mapcell.Task"),
    verdict: undefined,
    shownText: undefined,
    retries: 0,
  };
}

export interface Addition {
  readonly task: Task;
  readonly dependsOn: readonly Task[];
}

/**
 * The task and all it depends on that is not added yet, dependencies first. Throws TASK_CYCLE with the path if a task
 * would wait for itself.
 */
export function planAdditions(task: Task, extra: readonly Task[]): Addition[] {
  const plan: Addition[] = [];
  const planned = new Set<Task>();
  const path: Task[] = [];
  const visit = (next: Task, more: readonly Task[]): void => {
    if (path.includes(next)) throw cycle([...path.slice(path.indexOf(next)), next]);
    const internals = internalsOf(next);
    if (planned.has(next) || internals.record.id !== 0) return;
    path.push(next);
    const dependsOn = [...new Set([...internals.dependsOn, ...more])];
    for (const dependency of dependsOn) visit(dependency, []);
    path.pop();
    planned.add(next);
    plan.push({ task: next, dependsOn });
  };
  visit(task, extra);
  return plan;
}

/** The error for new dependencies of a task that is added already: they would close a circle, or come too late. */
export function lateDependencies(entry: Entry, extra: readonly Entry[]): SpatialError {
  for (const dependency of extra) {
    const path = pathBetween(dependency, entry);
    if (path !== undefined) return cycle([entry.task, ...path.map(({ task }) => task)]);
  }
  return new SpatialError(
    "BAD_ARGUMENT",
    `The ${nameOf(entry.record)} is added already, so its dependencies can't change. Give them when adding it.`,
  );
}

function pathBetween(from: Entry, goal: Entry): readonly Entry[] | undefined {
  if (from === goal) return [goal];
  for (const next of from.waitsFor) {
    const rest = pathBetween(next, goal);
    if (rest !== undefined) return [from, ...rest];
  }
  return undefined;
}

function cycle(path: readonly Task[]): SpatialError {
  const names = path.map((task) => `"${task.description}"`).join(" → ");
  return new SpatialError(
    "TASK_CYCLE",
    `These tasks would wait for each other for ever: ${names}. Take one dependency out.`,
  );
}
