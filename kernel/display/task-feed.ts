import type { TaskFeed } from "../../src/map/task-feed.ts";
import type { TaskItem, TaskList, Verb } from "../../src/map/tasks-state.ts";
import type { Task } from "../../src/tasks/task.ts";
import { oneLine } from "../../src/shown-text.ts";
import { laneNumbers, type ListRow, type ListedTask, pickRows, withParts } from "./listed-task.ts";
import { countsOf } from "./task-bundle.ts";
import { hasEnded, taskLine, workDetails } from "./task-line.ts";

/** Longer texts are cut, so that what front ends save of a list stays small. */
const LONGEST = { name: 80, note: 160, waited: 30 };
/** Of the tasks that one waits for. */
const MOST_WAITED = 5;

/** What the lists need of the engine. */
interface ListedEngine {
  tasks(): readonly ListedTask[];
  activeTasks(): readonly ListedTask[];
  get(id: number): Pick<Task, Verb> | undefined;
  on(listener: () => void, options: { readonly signal: AbortSignal }): void;
}

/** The engine's tasks as browsers list them. */
export class EngineTaskFeed implements TaskFeed {
  readonly #engine: ListedEngine;
  readonly #summaryOf: (id: number) => string | undefined;

  /** @param summaryOf says what a task made: the engine keeps no results of tasks that nobody holds */
  constructor(engine: ListedEngine, summaryOf: (id: number) => string | undefined) {
    this.#engine = engine;
    this.#summaryOf = summaryOf;
  }

  open(): readonly TaskItem[] {
    const rows = withParts(this.#engine.activeTasks());
    return rows.filter(({ task }) => !hasEnded(task)).map((row) => taskItem(row));
  }

  all(): TaskList {
    const tasks = this.#engine.tasks();
    const rows = withParts(tasks);
    const items = pickRows(rows).map((row) => taskItem(row, this.#summaryOf(row.task.id)));
    const left = rows.length - items.length;
    const more = left === 0 ? "" : `, ${left.toLocaleString("en-US")} earlier ones not listed`;
    return { counts: tasks.length === 0 ? "No tasks yet" : countsOf(tasks) + more, items };
  }

  on(listener: () => void, { signal }: { readonly signal: AbortSignal }): void {
    this.#engine.on(listener, { signal });
  }

  steer(id: number, verb: Verb): void {
    this.#engine.get(id)?.[verb]();
  }
}

function taskItem({ task, depth }: ListRow, summary?: string): TaskItem {
  const { id, fraction, priority, elapsedMs, waitsFor, memoryBytes } = task;
  const { status } = task.state;
  const line = taskLine(task, summary);
  const works = status === "running" || status === "cancelling";
  return {
    id,
    depth,
    name: cut(line.name, LONGEST.name),
    status,
    fraction: Math.floor(fraction * 1000) / 1000,
    note: cut((status === "running" ? workDetails(task) : line.details).join(", "), LONGEST.note),
    waitsFor: waitsFor
      .slice(0, MOST_WAITED)
      .map((other) => ({ id: other.id, name: cut(oneLine(other.description), LONGEST.waited) })),
    lanes: laneNumbers(task),
    ...(works ? { elapsedMs: Math.floor(elapsedMs / 1000) * 1000 } : {}),
    // as exact as it is shown: what has not changed is not sent again
    ...(memoryBytes === undefined ? {} : { memoryBytes: Math.ceil(memoryBytes / 1e6) * 1e6 }),
    priority,
    can: verbsOf(task),
  };
}

function verbsOf(task: ListedTask): Verb[] {
  const cancel: Verb[] = task.canCancel ? ["cancel"] : [];
  switch (task.state.status) {
    case "queued":
    case "running":
      if (task.holding) return ["resume", ...cancel];
      return task.canHold ? ["hold", ...cancel] : cancel;
    case "held":
      return ["resume", ...cancel];
    case "cancelling":
    case "complete":
    case "failed":
    case "canceled":
      return [];
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
