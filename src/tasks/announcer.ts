import type { Entry } from "./engine-entry.ts";
import { type ListenOptions, type StrayError, type TaskEvent, TaskEvents, type TaskListener } from "./events.ts";
import { toError } from "./failures.ts";
import type { TaskState } from "./task-state.ts";

/** Before the end a task shows at most this much, so that 100 % means complete. */
const ALMOST = 0.99;

/** What the engine tells the world: states, progress and errors that belong to no outcome, to a task's and all listeners. */
export class Announcer {
  readonly #events = new TaskEvents();
  /** What has happened and is not told yet, in order. */
  readonly #untold: { readonly entry: Entry; readonly event: TaskEvent }[] = [];
  #changes = 0;
  #isTelling = false;

  /**
   * Listeners hear of a change when all of it is done, and of one thing after the other: what they do to tasks meets the
   * engine between two changes, never inside one.
   */
  during<R>(change: () => R): R {
    this.#changes++;
    try {
      return change();
    } finally {
      this.#changes--;
      this.#tellAll();
    }
  }

  on(listener: TaskListener, options?: ListenOptions): void {
    this.#events.on(listener, options);
  }

  send(entry: Entry, make: () => TaskEvent): void {
    const { events, internal } = entry.record;
    if (events.empty && (internal || this.#events.empty)) return;
    this.#untold.push({ entry, event: make() });
    this.#tellAll();
  }

  #tellAll(): void {
    if (this.#changes > 0 || this.#isTelling) return;
    this.#isTelling = true;
    // a listener's deeds add to the list while it is gone through
    for (const { entry, event } of this.#untold) this.#tell(entry, event);
    this.#untold.length = 0;
    this.#isTelling = false;
  }

  #tell(entry: Entry, event: TaskEvent): void {
    const { events, internal } = entry.record;
    const report = (error: unknown): void => this.strayFrom(entry, "listener", error);
    entry.context.runInAsyncScope(() => {
      events.send(event, report);
      if (!internal) this.#events.send(event, report);
    });
  }

  enterState(entry: Entry, state: TaskState<undefined>): void {
    if (entry.record.state.status === state.status) return;
    entry.record.state = state;
    this.send(entry, () => ({ type: "state", task: entry.task, state: entry.task.state }));
  }

  /** Says how far a task is, and its parents with it, as far as that is news. */
  report(entry: Entry): void {
    this.show(entry, Math.min(ALMOST, fractionOf(entry)));
  }

  show(entry: Entry, fraction: number): void {
    const { record, task, parent } = entry;
    if (fraction <= record.fraction && record.text === entry.shownText) return;
    record.fraction = Math.max(record.fraction, fraction);
    entry.shownText = record.text;
    this.send(entry, () => ({ type: "progress", task, fraction: record.fraction, text: record.text }));
    if (parent !== undefined) this.report(parent);
  }

  allFinished(): void {
    this.#events.send({ type: "allFinished" }, (error) =>
      this.stray({ type: "listenerError", where: "listener", label: "all tasks", error: toError(error) }),
    );
  }

  strayFrom(entry: Entry, where: "finished" | "listener", error: unknown): void {
    this.stray({ type: "listenerError", where, label: entry.record.description, error: toError(error) });
  }

  /** If nobody listens, or the listeners throw too, the process warns: no error is swallowed. */
  stray(event: StrayError): void {
    if (this.#events.empty) process.emitWarning(event.error);
    else this.#events.send(event, (error) => process.emitWarning(toError(error)));
  }
}

/** Its own share and those of its parts, by weight. What a task does itself weighs as much as a part of weight 1. */
function fractionOf(entry: Entry): number {
  const { parts } = entry;
  if (parts.length === 0) return ownFraction(entry);
  let total = entry.hasOwnWork ? 1 : 0;
  let done = total * ownFraction(entry);
  for (const { record } of parts) {
    total += record.weight;
    done += record.weight * record.fraction;
  }
  return done / total;
}

function ownFraction({ main, run, flights }: Entry): number {
  if (main !== undefined) return main.fraction;
  return run.fraction([...flights].map(([index, flight]) => [index, flight.fraction] as const));
}
