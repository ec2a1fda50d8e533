import { CONSUMED, INTERRUPTS, SEEN, SENT } from "./io-messages.ts";

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

  constructor(counters: Int32Array, onInterrupt: () => void) {
    this.#counters = counters;
    this.#onInterrupt = onInterrupt;
  }

  /** Whether the message of an interrupt is on its way: a cell that started now would pay for the one before. */
  isPending(): boolean {
    return Atomics.load(this.#counters, INTERRUPTS) > Atomics.load(this.#counters, SEEN);
  }

  /** Whether the main thread's event loop has taken up this interrupt. */
  isSeen(interrupt: number): boolean {
    return Atomics.load(this.#counters, SEEN) >= interrupt;
  }

  /** The IO thread's message has arrived. */
  takeMessage(interrupt: number): void {
    Atomics.store(this.#counters, SEEN, interrupt);
    if (interrupt <= this.#handled) return;
    this.#handled = interrupt;
    this.#onInterrupt();
  }

  /** A SIGINT has arrived, or has ended a script. */
  takeSignal(): void {
    const isFromIo = Atomics.load(this.#counters, CONSUMED) < Atomics.load(this.#counters, SENT);
    if (isFromIo) Atomics.add(this.#counters, CONSUMED, 1);
    const latest = Atomics.load(this.#counters, INTERRUPTS);
    if (isFromIo && latest <= this.#handled) return;
    this.#handled = latest;
    this.#onInterrupt();
  }
}
