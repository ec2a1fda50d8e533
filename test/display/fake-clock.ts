import type { Clock } from "../../src/tasks/clock.ts";

/** Time that a test moves by hand. */
export class FakeClock implements Pick<Clock, "now" | "after"> {
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly call: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass, and every timer ring at its own moment. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = next.atMs;
      next.call();
    }
    this.#nowMs = endMs;
  }

  get timers(): number {
    return this.#timers.length;
  }

  #next(untilMs: number): { readonly atMs: number; readonly call: () => void } | undefined {
    const due = this.#timers.filter(({ atMs }) => atMs <= untilMs);
    return due.toSorted((a, b) => a.atMs - b.atMs)[0];
  }
}
