import { Session } from "node:inspector";
import { INTERRUPTS, SEEN } from "./io-messages.ts";
import { leadsGroup } from "./process-group.ts";
import { SignalGate } from "./signal-gate.ts";
import { unwindExpression } from "./unwind.ts";

/** How long the main thread may take to answer an interrupt before its JavaScript is terminated, in ms. */
const ANSWER_MS = 250;
const ATTEMPTS = 8;
/** From the last few on it is assumed that none will meet the code that is stuck. */
const LAST_ATTEMPTS = 4;

/**
 * Interrupts the main thread, whatever it is doing, from the IO thread.
 *
 * SIGINT ends a cell's synchronous code (`vm` with breakOnSigint) and wakes a wait for a child process; a message ends a
 * cell that awaits. A main thread that answers neither is stuck in code that runs outside `vm` (after an await, in a
 * timer, in a chain of microtasks): that is ended through the inspector. Or its script started just after the signal:
 * it gets another. The message follows the signal, so once it is taken no signal of this interrupt is to come.
 */
export class MainInterrupter {
  readonly #counters: Int32Array;
  readonly #tell: (interrupt: number) => void;
  readonly #gate: SignalGate;
  readonly #target = signalTarget();

  constructor(counters: Int32Array, tell: (interrupt: number) => void) {
    this.#counters = counters;
    this.#gate = new SignalGate(counters);
    this.#tell = tell;
  }

  interrupt(): void {
    const interrupt = Atomics.add(this.#counters, INTERRUPTS, 1) + 1;
    if (this.#target !== undefined) this.#gate.signal(interrupt, () => this.#signal());
    this.#tell(interrupt);
    this.#terminateIfDeaf(interrupt, ATTEMPTS);
  }

  #terminateIfDeaf(interrupt: number, attempts: number): void {
    setTimeout(() => {
      if (Atomics.load(this.#counters, SEEN) >= interrupt || attempts === 0) return;
      this.#gate.signalScript(interrupt, () => this.#signal());
      const inspector = new Session();
      inspector.connectToMainThread();
      // a session left open would make the process wait for a debugger when it ends
      const expression = unwindExpression(interrupt, attempts <= LAST_ATTEMPTS);
      inspector.post("Runtime.evaluate", { expression }, () => inspector.disconnect());
      this.#terminateIfDeaf(interrupt, attempts - 1);
    }, ANSWER_MS);
  }

  #signal(): void {
    if (this.#target !== undefined) process.kill(this.#target, "SIGINT");
  }
}

/**
 * The own process group if this process leads it, as kernels started by Jupyter do: only the group's signal wakes a main
 * thread that waits for a child process. Undefined on Windows, where Node turns the signal into a kill.
 */
function signalTarget(): number | undefined {
  if (process.platform === "win32") return undefined;
  return leadsGroup() ? -process.pid : process.pid;
}
