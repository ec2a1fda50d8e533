import { loadMapAssets } from "../../src/map/assets.ts";
import type { OpenComm } from "../../src/map/comm.ts";
import { LiveTasks } from "../../src/map/live-tasks.ts";
import type { TaskFeed } from "../../src/map/task-feed.ts";
import type { TaskEngine } from "../../src/tasks/engine.ts";
import type { TaskDisplays } from "./task-displays.ts";
import type { Output } from "../protocol/output.ts";

interface TasksOutputParts {
  readonly openComm: OpenComm;
  readonly tasks: TaskFeed;
  readonly displays: Pick<TaskDisplays, "showTable">;
  readonly engine: Pick<TaskEngine, "tasks">;
  readonly output: Pick<Output, "display">;
  /** Whether somebody watches: in a headless run no live view will ever connect. */
  readonly isInteractive: () => boolean;
}

/** Puts the table of tasks into cells: a live view with buttons, and a companion for wherever no live view can be. */
export class TasksOutput {
  readonly #parts: TasksOutputParts;
  #live: LiveTasks | undefined;

  constructor(parts: TasksOutputParts) {
    this.#parts = parts;
  }

  show(): void {
    const { openComm, tasks, engine, displays, output, isInteractive } = this.#parts;
    if (!isInteractive()) return displays.showTable(engine.tasks());
    const live = (this.#live ??= new LiveTasks({ openComm, tasks, assets: loadMapAssets() }));
    const { modelId, bundle } = live.open();
    output.display(bundle);
    displays.showTable(engine.tasks(), { modelId, isWatched: () => live.isWatched });
  }

  close(): void {
    this.#live?.close();
  }
}
