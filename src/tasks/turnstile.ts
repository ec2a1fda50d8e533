import type { Clock } from "./clock.ts";

/** Serves items in order, each in a macrotask of its own, so that many of them can't hold up input and output. */
export class Turnstile<T> {
  readonly #clock: Clock;
  readonly #serve: (item: T) => void;
  #items: T[] = [];
  #served = 0;

  constructor(clock: Clock, serve: (item: T) => void) {
    this.#clock = clock;
    this.#serve = serve;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length - this.#served === 1) this.#clock.soon(() => this.#serveNext());
  }

  #serveNext(): void {
    const item = this.#items[this.#served]!;
    try {
      this.#serve(item);
    } finally {
      this.#served++;
      if (this.#served < this.#items.length) {
        this.#clock.soon(() => this.#serveNext());
      } else {
        this.#items = [];
        this.#served = 0;
      }
    }
  }
}
