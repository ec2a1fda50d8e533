import { setImmediate } from "node:timers/promises";
import type { Submission } from "../../src/session/session.ts";
import type { TaskEngine } from "../../src/tasks/engine.ts";
import type { TaskEvent } from "../../src/tasks/events.ts";
import { ProxyTask } from "../../src/tasks/proxy-task.ts";
import { internalsOf, type Task } from "../../src/tasks/task.ts";
import { heldBehind } from "./held.ts";

/**
 * The tasks of each cell, for a headless run: there a cell's reply waits for them, since nothing is shown after the last
 * one. Not waited for: background tasks, proxies of work elsewhere, held tasks, and those that wait only for held ones.
 */
export class CellTasks {
  readonly #engine: Pick<TaskEngine, "on">;
  readonly #currentCell: () => object | undefined;
  readonly #tasks = new WeakMap<object, Submission[]>();

  /** @param currentCell the cell that the calling code belongs to: one object for each execution */
  constructor(engine: Pick<TaskEngine, "on">, currentCell: () => object | undefined) {
    this.#engine = engine;
    this.#currentCell = currentCell;
  }

  /** Call it within the submitting call. */
  submitted(submission: Submission): void {
    const cell = this.#currentCell();
    if (cell === undefined) return;
    const submissions = this.#tasks.get(cell) ?? [];
    submissions.push(submission);
    this.#tasks.set(cell, submissions);
  }

  /** Ends when the cell's tasks have, also those submitted meanwhile; gives the error of the first whose failure nobody handles. */
  async settle(cell: object, signal?: AbortSignal): Promise<Error | undefined> {
    for (let open = this.#open(cell); open.length > 0; open = this.#open(cell)) {
      await this.#someChange(new Set(open), signal);
      await setImmediate(); // whoever awaits one of these tasks may submit the next
      if (signal?.aborted === true) break;
    }
    await setImmediate(); // what nobody catches is known a turn later, as are those who catch
    const added = this.#tasks.get(cell)?.map(({ task }) => task) ?? [];
    // a task ends as canceled when one of its parts has failed
    const tasks = added.flatMap((task): Task[] => [task].concat(task.subTasks));
    const handled = handledOf(tasks);
    const failed = tasks.find((task) => task.status === "failed" && !handled.has(task))?.state;
    return failed?.status === "failed" ? failed.error : undefined;
  }

  #open(cell: object): Task[] {
    const tasks = (this.#tasks.get(cell) ?? [])
      .filter(({ background, task }) => !background && !(task instanceof ProxyTask))
      .map(({ task }) => task);
    return tasks
      .filter(({ status }) => !["complete", "failed", "canceled"].includes(status))
      .filter((task) => heldBehind(task) === undefined);
  }

  /** All of these have ended, or one was held, which may exempt others. */
  #someChange(tasks: Set<Task>, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = new AbortController();
      const end = (): void => {
        done.abort();
        resolve();
      };
      const listener = (event: TaskEvent): void => {
        if (event.type === "settled") tasks.delete(event.task);
        if (tasks.size === 0 || (event.type === "state" && event.state.status === "held")) end();
      };
      this.#engine.on(listener, { signal: done.signal });
      signal?.addEventListener("abort", end, { once: true, signal: done.signal });
    });
  }
}

/** Those of whose failure somebody hears: who has asked for their outcome, or for that of a task which they take along. */
function handledOf(tasks: readonly Task[]): Set<Task> {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const handled = new Set(tasks.filter((task) => internalsOf(task).record.isTaken));
  for (const task of handled) {
    for (const part of task.subTasks) handled.add(part);
    for (const id of internalsOf(task).record.dependencies) {
      const dependency = byId.get(id);
      if (dependency !== undefined) handled.add(dependency);
    }
  }
  return handled;
}
