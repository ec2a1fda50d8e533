import { AsyncResource } from "node:async_hooks";
import type { LogEntry } from "../feedback.ts";
import type { Outcome, TaskState } from "./task-state.ts";
import type { Task } from "./task.ts";

/** Everything that happens to tasks, on the main loop, in order. After `settled` nothing more of that task follows. */
export type TaskEvent =
  /** Inside the call that added the task; of one that a listener adds, after the event that it listens to. */
  | { readonly type: "added"; readonly task: Task }
  | { readonly type: "state"; readonly task: Task; readonly state: TaskState }
  /** At most 10 times a second and once at the end; `fraction` only rises and is 1 only when complete. */
  | {
      readonly type: "progress";
      readonly task: Task;
      readonly fraction: number;
      readonly text: string | undefined;
    }
  | { readonly type: "log"; readonly task: Task; readonly entry: LogEntry }
  | { readonly type: "emit"; readonly task: Task; readonly name: string; readonly value: unknown }
  /** A lane comes to a unit of work (0 is the first). It may have to go to another, if it can't begin it after all. */
  | {
      readonly type: "unit";
      readonly task: Task;
      readonly stage: number;
      readonly index: number;
      readonly lane: number;
    }
  /** After `finished`. */
  | { readonly type: "settled"; readonly task: Task; readonly outcome: Outcome<unknown> }
  /** After `settled`, when no task is left that has not ended; also after cancels, and again whenever it is so again. */
  | { readonly type: "allFinished" }
  | StrayError;

/** An error that belongs to no outcome: thrown in `finished`, in a listener, or by leftovers of a task that had ended. */
export interface StrayError {
  readonly type: "listenerError";
  readonly where: "finished" | "listener" | "late";
  /** Description of the task it came with. */
  readonly label: string;
  readonly error: Error;
}

export type TaskListener = (event: TaskEvent) => void;
export interface ListenOptions {
  /** Ends the subscription when aborted. */
  readonly signal?: AbortSignal;
}

/** A user's listener runs as a part of the code that registered it, whoever submitted the task: its prints go there. */
export function atHome(listener: TaskListener): TaskListener {
  return AsyncResource.bind(listener);
}

/** Listeners that can't harm each other or the sender: what one throws is handed to `report`. */
export class TaskEvents {
  /** Most tasks have none. */
  #listeners: Set<TaskListener> | undefined;

  on(listener: TaskListener, { signal }: ListenOptions = {}): void {
    if (signal?.aborted === true) return;
    // A wrapper, so that the same function given twice is two subscriptions with a signal each.
    const entry: TaskListener = (event) => listener(event);
    this.#listeners ??= new Set();
    this.#listeners.add(entry);
    signal?.addEventListener("abort", () => this.#listeners?.delete(entry), { once: true });
  }

  clear(): void {
    this.#listeners?.clear();
  }

  get empty(): boolean {
    return this.#listeners === undefined || this.#listeners.size === 0;
  }

  send(event: TaskEvent, report: (error: unknown) => void): void {
    if (this.#listeners === undefined) return;
    for (const listener of Array.from(this.#listeners)) callSafely(() => listener(event), report);
  }
}

/** Calls user code: neither a throw nor a rejected promise of it gets further than `report`. */
export function callSafely(call: () => unknown, report: (error: unknown) => void): void {
  try {
    const answer = call();
    if (answer instanceof Promise) answer.catch(report);
  } catch (error) {
    report(error);
  }
}
