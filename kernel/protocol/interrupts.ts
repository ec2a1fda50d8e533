import { SEEN, SYNCED } from "./io-messages.ts";

/** How long the IO thread may take to answer, in ms; it does in a fraction of one, unless it has much to send. */
const SYNC_MS = 2000;

export interface InterruptListeners {
  readonly interrupt: () => void;
  /** Asks the IO thread to answer in `SYNCED`. */
  readonly sync: (sync: number) => void;
  /** Takes the messages that have come. */
  readonly takeArrived: () => void;
}

/**
 * The main thread's side of interrupts. The IO thread counts them all, those of front ends and signals from outside, and
 * tells of each by a message: there is no other way in, so that none counts twice, once for the cell it is meant for and
 * once for the next.
 */
export class Interrupts {
  readonly #counters: Int32Array;
  readonly #listeners: InterruptListeners;
  #syncs = 0;

  constructor(counters: Int32Array, listeners: InterruptListeners) {
    this.#counters = counters;
    this.#listeners = listeners;
  }

  /**
   * Takes up every interrupt that has come so far, also a signal that has just reached the process: at the end of a cell it
   * is still the cell's, at the start of one it is not. Waits for the IO thread, but not for the event loop, whose timers
   * may be the user's.
   */
  takeAll(): void {
    const sync = ++this.#syncs;
    this.#listeners.sync(sync);
    const deadline = performance.now() + SYNC_MS;
    for (
      let answered = this.#answered();
      answered < sync && performance.now() < deadline;
      answered = this.#answered()
    ) {
      Atomics.wait(this.#counters, SYNCED, answered, SYNC_MS);
    }
    this.#listeners.takeArrived();
  }

  /** Whether the main thread has taken up this interrupt. */
  isSeen(interrupt: number): boolean {
    return Atomics.load(this.#counters, SEEN) >= interrupt;
  }

  /** The IO thread's message has arrived. */
  takeMessage(interrupt: number): void {
    Atomics.store(this.#counters, SEEN, interrupt);
    this.#listeners.interrupt();
  }

  #answered(): number {
    return Atomics.load(this.#counters, SYNCED);
  }
}
