import type { MapAssets } from "./assets.ts";
import type { OpenComm } from "./comm.ts";
import { LiveModel } from "./live-model.ts";
import type { TaskFeed } from "./task-feed.ts";
import type { TasksState } from "./tasks-state.ts";

export interface LiveTasksOptions {
  readonly openComm: OpenComm;
  readonly tasks: TaskFeed;
  readonly assets: MapAssets;
}

/** One update in this time at most, in milliseconds. */
const UPDATE_MS = 250;
/** How often elapsed time moves on when nothing else does. */
const TICK_MS = 1000;

/** The kernel's side of the table of `%tasks`: one model for all its views, whichever cell they stand in. */
export class LiveTasks {
  readonly #model: LiveModel<TasksState>;
  readonly #end = new AbortController();
  readonly #tick: NodeJS.Timeout;

  constructor({ openComm, tasks, assets }: LiveTasksOptions) {
    this.#model = new LiveModel({
      name: "mapcell.Tasks",
      openComm,
      assets,
      gapMs: UPDATE_MS,
      state: () => ({ assets: assets.tasks, list: tasks.all() }),
      answer: (message) => {
        if (message.t === "steer") tasks.steer(message.task, message.verb);
      },
    });
    tasks.on(() => this.#model.schedule(), { signal: this.#end.signal });
    this.#tick = setInterval(() => {
      if (this.#model.isWatched) this.#model.schedule();
    }, TICK_MS).unref();
  }

  /** The output that shows a view. */
  open(): { readonly modelId: string; readonly bundle: Readonly<Record<string, unknown>> } {
    return this.#model.open();
  }

  /** Whether some page shows the table. */
  get isWatched(): boolean {
    return this.#model.isWatched;
  }

  close(): void {
    this.#end.abort();
    clearInterval(this.#tick);
    this.#model.close();
  }
}
