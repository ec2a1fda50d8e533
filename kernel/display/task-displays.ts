import type { Clock } from "../../src/tasks/clock.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import type { DisplayOptions, MimeBundle, Output } from "../protocol/output.ts";
import { Pacer } from "./pacer.ts";
import { sharedBundle, taskBundle } from "./task-bundle.ts";
import { hasEnded, resultSummary } from "./task-line.ts";
import { type ListedTask, withParts } from "./listed-task.ts";
import { tasksBundle } from "./task-table.ts";

export interface TaskDisplaysConfig {
  readonly clock: Pick<Clock, "now" | "after">;
  readonly output: Pick<Output, "display" | "update">;
  /** A display id that no other display has had, also before a restart. */
  readonly newId: () => string;
  /** The cell that the calling code belongs to: one object for each execution. */
  readonly currentCell: () => object | undefined;
  /** Says in lines where in the user's own text an error comes from. */
  readonly whereThrown: (error: Error) => readonly string[];
  /** What a saved notebook keeps of what tasks made, beside what it shows. */
  readonly metadataOf?: (tasks: readonly ListedTask[]) => OutputMetadata | undefined;
}

type OutputMetadata = NonNullable<DisplayOptions["metadata"]>;

/** Of the engine's events, those that change what is shown. */
interface TaskChange {
  readonly type: "state" | "progress" | "log" | "settled";
  readonly task: ListedTask;
}
const CHANGES: ReadonlySet<TaskEvent["type"]> = new Set(["state", "progress", "log", "settled"]);

/** A live view that shows the same, so that the display is hidden. */
export interface LiveTable {
  readonly modelId: string;
  readonly isWatched: () => boolean;
}

interface Display {
  readonly id: string;
  readonly tasks: ListedTask[];
  readonly render: (tasks: readonly ListedTask[]) => MimeBundle;
  readonly gapMs: number;
  /** It is where its tasks were submitted, and keeps what they made. */
  readonly isHome?: true;
  /** Besides the end of a task, which always does, what makes it wrong. */
  readonly follows: (change: TaskChange["type"]) => boolean;
  /** Tasks that have not ended. */
  running: number;
}

interface CellState {
  tasks: number;
  shared: Display | undefined;
}

/** Tasks of a cell that have a display each; the others share one. */
const OWN_DISPLAYS = 10;
const GAP_MS = { own: 100, table: 250 };
/** As many as the engine lists of ended tasks. */
const SUMMARIES = 1000;
/** How often elapsed time moves on when nothing else does. */
const TICK_MS = 1000;

/** The displays of tasks in their cells: made when a task is submitted, updated in place until it has ended. */
export class TaskDisplays {
  readonly #config: TaskDisplaysConfig;
  readonly #pacer: Pacer;
  readonly #cells = new WeakMap<object, CellState>();
  readonly #live = new Map<ListedTask, Set<Display>>();
  readonly #open = new Set<Display>();
  /** The cell each task was submitted in. */
  readonly #homes = new WeakMap<object, object>();
  /** The display that each was submitted to. */
  readonly #own = new WeakMap<object, Display>();
  /** What tasks made, for tables of tasks whose results are gone by then. */
  readonly #summaries = new Map<number, string>();
  #stopTick: (() => void) | undefined;

  constructor(config: TaskDisplaysConfig) {
    this.#config = config;
    this.#pacer = new Pacer(config.clock);
  }

  /** Call it within the submitting call: the display is made at once. */
  submitted({ task }: { readonly task: ListedTask }): void {
    const cell = this.#config.currentCell();
    if (cell === undefined) return;
    const state = this.#cells.get(cell) ?? { tasks: 0, shared: undefined };
    this.#cells.set(cell, state);
    this.#homes.set(task, cell);
    state.tasks++;
    if (state.tasks <= OWN_DISPLAYS) {
      const render = (tasks: readonly ListedTask[]): MimeBundle => this.#onlyTask(tasks);
      this.#show([task], { render, gapMs: GAP_MS.own, follows: allButLogs, isHome: true });
    } else if (state.shared === undefined) {
      const how = { render: sharedBundle, gapMs: GAP_MS.table, follows: allButLogs, isHome: true } as const;
      state.shared = this.#show([task], how);
    } else {
      state.shared.tasks.push(task);
      this.#own.set(task, state.shared);
      this.#follow(task, state.shared);
      this.#update(state.shared);
    }
  }

  /** Whether the current cell has a display of the task already. */
  isShownHere(task: object): boolean {
    return this.#homes.has(task) && this.#homes.get(task) === this.#config.currentCell();
  }

  /** A task by itself, as in a display of its own. */
  bundleOf(task: ListedTask): MimeBundle {
    const { state } = task;
    return taskBundle(task, state.status === "failed" ? this.#config.whereThrown(state.error) : []);
  }

  /** The table of `%tasks` in the current cell. Hidden behind a live view, it needs to be right when it is saved only. */
  showTable(tasks: readonly ListedTask[], live?: LiveTable): void {
    const follows: Display["follows"] = (change) =>
      change === "state" || (change === "progress" && live?.isWatched() !== true);
    this.showFollowing(
      withParts(tasks).map(({ task }) => task),
      () => tasksBundle(tasks, { summaries: this.#summaries, modelId: live?.modelId }),
      follows,
    );
  }

  /**
   * Something in the current cell that is right again whenever one of these tasks has changed, until all have ended.
   * @param follows the changes that matter besides the end of a task
   */
  showFollowing(
    tasks: readonly ListedTask[],
    render: () => MimeBundle,
    follows: Display["follows"] = allButLogs,
  ): void {
    this.#show([...tasks], { render, gapMs: GAP_MS.table, follows });
  }

  /** What a task made, also when its result is gone. */
  readonly summaryOf = (id: number): string | undefined => this.#summaries.get(id);

  /** Takes the engine's events. */
  changed(event: TaskChange | Exclude<TaskEvent, { type: TaskChange["type"] }>): void {
    if (!isChange(event)) return;
    const { type, task } = event;
    const displays = this.#live.get(task) ?? [];
    if (type === "settled") {
      this.#live.delete(task);
      this.#summarize(task);
    }
    for (const display of displays) {
      if (type === "settled") display.running--;
      if (type === "settled" || display.follows(type)) this.#update(display);
    }
  }

  /** What is kept of a task's layers has come to be known; it goes out with its display, if that has ended. */
  recorded(task: object): void {
    const display = this.#own.get(task);
    if (display === undefined || display.running > 0) return;
    this.#pacer.reopen(display.id, display.gapMs);
    this.#update(display);
  }

  /** Sends what is still waiting: before the reply of a headless cell, after which nobody listens. */
  flush(): void {
    this.#pacer.flush();
  }

  close(): void {
    this.#stopTick?.();
    this.#stopTick = undefined;
    this.#pacer.close();
  }

  /** A task with parts shows them all. */
  #onlyTask([task]: readonly ListedTask[]): MimeBundle {
    const { subTasks } = task as ListedTask;
    return subTasks.length > 0 ? sharedBundle(subTasks) : this.bundleOf(task as ListedTask);
  }

  #show(tasks: ListedTask[], how: Pick<Display, "render" | "gapMs" | "follows" | "isHome">): Display {
    const id = this.#config.newId();
    const display: Display = { id, tasks, ...how, running: 0 };
    this.#pacer.first(id, how.gapMs, () => this.#config.output.display(how.render(tasks), { displayId: id }));
    for (const task of tasks) {
      if (how.isHome === true) this.#own.set(task, display);
      this.#follow(task, display);
    }
    return display;
  }

  #follow(task: ListedTask, display: Display): void {
    if (hasEnded(task)) return;
    const displays = this.#live.get(task) ?? new Set();
    displays.add(display);
    this.#live.set(task, displays);
    if (display.running++ === 0) {
      this.#open.add(display);
      this.#pacer.reopen(display.id, display.gapMs);
      this.#tick();
    }
  }

  #update(display: Display): void {
    // Rendered when it is sent, so that it is never older than the message.
    const send = (): void =>
      this.#config.output.update(display.id, display.render(display.tasks), this.#metadataOf(display));
    if (display.running > 0) return this.#pacer.update(display.id, send);
    this.#open.delete(display);
    this.#pacer.last(display.id, send);
  }

  #metadataOf({ isHome, running, tasks }: Display): { readonly metadata?: OutputMetadata } {
    const metadata = isHome === true && running === 0 ? this.#config.metadataOf?.(tasks) : undefined;
    return metadata === undefined ? {} : { metadata };
  }

  #summarize({ id, state }: ListedTask): void {
    if (state.status !== "complete") return;
    this.#summaries.set(id, resultSummary(state.result));
    const [oldest] = this.#summaries.keys();
    if (this.#summaries.size > SUMMARIES && oldest !== undefined) this.#summaries.delete(oldest);
  }

  #tick(): void {
    if (this.#stopTick !== undefined || this.#open.size === 0) return;
    this.#stopTick = this.#config.clock.after(TICK_MS, () => {
      this.#stopTick = undefined;
      for (const display of this.#open) {
        if (!display.follows("progress")) continue;
        if (display.tasks.some(({ state }) => state.status === "running")) this.#update(display);
      }
      this.#tick();
    });
  }
}

function isChange(event: TaskChange | TaskEvent): event is TaskChange {
  return CHANGES.has(event.type);
}

function allButLogs(change: TaskChange["type"]): boolean {
  return change !== "log";
}
