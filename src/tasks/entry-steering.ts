import type { Entry } from "./engine-entry.ts";
import type { Steering } from "./task-record.ts";
import type { Task } from "./task.ts";

/** What the engine does for a task that is steered. */
export interface Hands {
  cancel(entry: Entry): void;
  hold(entry: Entry): void;
  resume(entry: Entry): void;
  memoryOf(entry: Entry): number | undefined;
  after(ms: number, call: () => void): () => void;
}

/** A task's own way to the engine. Small, since a hundred thousand tasks may be queued. */
export class EntrySteering implements Steering {
  readonly #entry: Entry;
  readonly #hands: Hands;

  constructor(entry: Entry, hands: Hands) {
    this.#entry = entry;
    this.#hands = hands;
  }

  cancel(): void {
    this.#hands.cancel(this.#entry);
  }

  hold(): void {
    this.#hands.hold(this.#entry);
  }

  resume(): void {
    this.#hands.resume(this.#entry);
  }

  isHolding(): boolean {
    return this.#entry.wantsHold;
  }

  waitsFor(): readonly Task[] {
    return Array.from(this.#entry.waitsFor, ({ task }) => task);
  }

  lanes(): readonly number[] {
    const flying = [...this.#entry.flights.values()].filter(({ isAhead }) => !isAhead);
    return [...new Set(flying.map(({ laneIndex }) => laneIndex))];
  }

  memoryBytes(): number | undefined {
    return this.#hands.memoryOf(this.#entry);
  }

  after(ms: number, call: () => void): () => void {
    return this.#hands.after(ms, call);
  }
}
