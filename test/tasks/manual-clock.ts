import type { Clock } from "../../src/tasks/clock.ts";

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((other) => other !== timer));
  }

  soon(call: () => void): void {
    this.after(0, call);
  }

  get pending(): number {
    return this.#timers.length;
  }

  /** Lets time pass until something is due, and calls that. */
  callNext(): void {
    const next = this.#timers.toSorted((a, b) => a.at - b.at)[0];
    if (next !== undefined) this.#call(next);
  }

  /** Lets time pass, calling what is due on the way in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#call(due);
    }
    this.#now = end;
  }

  #call(timer: { readonly at: number; readonly call: () => void }): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    this.#now = Math.max(this.#now, timer.at);
    timer.call();
  }
}
