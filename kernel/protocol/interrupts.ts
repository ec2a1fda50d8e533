import { SIGNALLED } from "./io-messages.ts";

/**
 * Tells one interrupt from the next on the main thread. The IO thread's interrupt reaches it twice, as SIGINT (which a
 * running script may swallow) and as a message, in either order; a terminal's Ctrl+C or an old front end's signal comes
 * once. Each must count once: a second count would end the next cell.
 */
export class Interrupts {
  readonly #counters: Int32Array;
  readonly #onInterrupt: () => void;
  /** The latest interrupt of the IO thread that has been acted upon. */
  #handled = 0;
  /** Interrupts of the IO thread whose signal has arrived. */
  #signalled = 0;

  constructor(counters: Int32Array, onInterrupt: () => void) {
    this.#counters = counters;
    this.#onInterrupt = onInterrupt;
  }

  /** The IO thread's message has arrived. */
  takeMessage(interrupt: number): void {
    if (interrupt <= this.#handled) return;
    this.#handled = interrupt;
    this.#onInterrupt();
  }

  /** A SIGINT has arrived, or has ended a script. */
  takeSignal(): void {
    const sent = Atomics.load(this.#counters, SIGNALLED);
    const isLate = sent > this.#signalled && sent <= this.#handled;
    this.#signalled = sent;
    if (isLate) return;
    this.#handled = Math.max(this.#handled, sent);
    this.#onInterrupt();
  }
}
