import { SpatialError } from "../errors.ts";
import { atHome, type ListenOptions, type TaskListener } from "../tasks/events.ts";
import { internalsOf, Task } from "../tasks/task.ts";
import { keepOnMainLoop } from "./main-loop-objects.ts";
import type { Session } from "./session.ts";

/** `tasks` in a cell: the task manager. */
export class TasksView implements Iterable<Task> {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
    keepOnMainLoop(this, "tasks, the task manager");
  }

  /**
   * Starts a task made with `new` or `fromFunction`, and returns it.
   * @param options.background a headless run does not wait for it at the end of the cell
   */
  add<K extends Task>(task: K, { background = false }: { readonly background?: boolean } = {}): K {
    if (!(task instanceof Task)) {
      throw new SpatialError(
        "BAD_ARGUMENT",
        "tasks.add takes a Task: new X(…), Task.fromFunction(fn, input) or Task.fromModule(path).",
      );
    }
    return this.#session.add(task, { background });
  }

  get(id: number): Task | undefined {
    return this.#session.engine.get(id);
  }

  get count(): number {
    return this.#session.engine.tasks().length;
  }

  /** How many have not ended. */
  get countActive(): number {
    return this.#session.engine.countActive;
  }

  /** Those that have not ended. */
  activeTasks(): readonly Task[] {
    return this.#session.engine.activeTasks();
  }

  /** Tells everything that happens to tasks, on the main loop, in order, until the signal aborts. */
  on(listener: TaskListener, options?: ListenOptions): void {
    this.#session.engine.on(atHome(listener), options);
  }

  cancelAll(): void {
    this.#session.engine.cancelAll();
  }

  /** Ends when all tasks, or those given, have ended, however they ended. */
  async wait(...tasks: readonly Task[]): Promise<void> {
    const awaited = tasks.length > 0 ? tasks : this.#session.engine.tasks();
    await Promise.all(awaited.map((task) => internalsOf(task).settled));
  }

  [Symbol.iterator](): Iterator<Task> {
    return this.#session.engine.tasks()[Symbol.iterator]();
  }
}
