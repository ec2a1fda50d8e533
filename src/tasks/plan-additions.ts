import { SpatialError } from "../errors.ts";
import type { Entry } from "./engine-entry.ts";
import { nameOf } from "./task-record.ts";
import { internalsOf, type Task } from "./task.ts";

export interface Addition {
  readonly task: Task;
  readonly dependsOn: readonly Task[];
}

/**
 * The task and all it needs that is not added yet: what it depends on before it, its sub-tasks after it, and the task
 * it is itself a part of. Throws TASK_CYCLE with the path if a task would wait for itself.
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
    for (const dependency of dependsOn) if (!next.subTasks.includes(dependency)) visit(dependency, []);
    planned.add(next);
    plan.push({ task: next, dependsOn });
    for (const child of next.subTasks) visit(child, []);
    path.pop();
  };
  visit(task, extra);
  // a part comes with the task it is a part of
  for (const { task: part } of plan) if (part.parent !== undefined) visit(part.parent, []);
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
