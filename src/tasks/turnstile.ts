import type { Clock } from "./clock.ts";

/** As many go through in one round of the loop, after which input and output have their turn. */
const MAX_A_ROUND = 16;
/** Then the list of those that wait is made shorter. */
const MAX_SERVED = 10_000;

/** Serves items in order, each in a macrotask of its own, so that many of them can't hold up input and output. */
export class Turnstile<T> {
  readonly #clock: Clock;
  readonly #serve: (item: T) => void;
  /** What has been served is not kept. */
  #items: (T | undefined)[] = [];
  #served = 0;
  /** Macrotasks that are to come. */
  #called = 0;

  constructor(clock: Clock, serve: (item: T) => void) {
    this.#clock = clock;
    this.#serve = serve;
  }

  add(item: T): void {
    this.#items.push(item);
    this.#call();
  }

  #call(): void {
    while (this.#called < Math.min(MAX_A_ROUND, this.#items.length - this.#served)) {
      this.#called++;
      this.#clock.soon(() => this.#serveNext());
    }
  }

  #serveNext(): void {
    const item = this.#items[this.#served]!;
    this.#items[this.#served++] = undefined;
    this.#called--;
    if (this.#served === this.#items.length || this.#served === MAX_SERVED) {
      this.#items = this.#items.slice(this.#served);
      this.#served = 0;
    }
    try {
      this.#serve(item);
    } finally {
      this.#call();
    }
  }
}
