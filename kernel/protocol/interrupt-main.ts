import { INTERRUPTS, SEEN } from "./io-messages.ts";
import type { MainInspector } from "./main-inspector.ts";
import { leadsGroup } from "./process-group.ts";
import { SignalGate } from "./signal-gate.ts";
import { unwindExpression } from "./unwind.ts";

/** How long the main thread may take to answer an interrupt before its JavaScript is terminated, in ms. */
const ANSWER_MS = 150;
const ATTEMPTS = 14;
/** At this one, after a second, a process that the main thread waits for is asked again, or for the first time. */
const CHILDREN_ATTEMPT = 8;

/**
 * Interrupts the main thread, whatever it is doing, from the IO thread. All interrupts come by here: requests of front ends
 * and signals from outside.
 *
 * A cell's synchronous code is ended through the inspector, if the gate has it; a message ends a cell that awaits. A main
 * thread that does not take the message is stuck in code that runs behind an await, in a timer or in a chain of
 * microtasks: that is ended through the inspector as well. Or its script started just after the first attempt.
 */
export class MainInterrupter {
  readonly #counters: Int32Array;
  readonly #tell: (interrupt: number) => void;
  readonly #gate: SignalGate;
  readonly #inspector: MainInspector;
  readonly #leadsGroup = leadsGroup();
  /** The signal that this process has sent to its own group has not come back yet. */
  #awaitsOwn = false;

  constructor(counters: Int32Array, inspector: MainInspector, tell: (interrupt: number) => void) {
    this.#counters = counters;
    this.#gate = new SignalGate(counters);
    this.#inspector = inspector;
    this.#tell = tell;
  }

  /** A front end's request. */
  request(): void {
    this.#interrupt();
    this.#signalChildren();
  }

  /** SIGINT has reached the process. */
  takeSignal(): void {
    if (this.#awaitsOwn) this.#awaitsOwn = false;
    else this.#interrupt();
  }

  #interrupt(): void {
    const interrupt = Atomics.add(this.#counters, INTERRUPTS, 1) + 1;
    this.#endScript(interrupt);
    this.#tell(interrupt);
    this.#terminateIfDeaf(interrupt, ATTEMPTS);
  }

  #terminateIfDeaf(interrupt: number, attempts: number): void {
    setTimeout(() => {
      if (Atomics.load(this.#counters, SEEN) >= interrupt || attempts === 0) return;
      if (attempts === CHILDREN_ATTEMPT) this.#signalChildren();
      if (!this.#endScript(interrupt)) this.#inspector.evaluate(unwindExpression(interrupt));
      this.#terminateIfDeaf(interrupt, attempts - 1);
    }, ANSWER_MS);
  }

  #endScript(interrupt: number): boolean {
    const isClaimed = this.#gate.claim(interrupt);
    if (isClaimed) this.#inspector.terminate();
    return isClaimed;
  }

  /**
   * A main thread that waits for a child process wakes when that ends. Signals the own process group, if this process leads
   * it, as kernels started by Jupyter do; the signal comes back to this process, too.
   */
  #signalChildren(): void {
    if (!this.#leadsGroup || this.#awaitsOwn) return;
    this.#awaitsOwn = true;
    process.kill(-process.pid, "SIGINT");
  }
}
