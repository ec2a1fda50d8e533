import { Session } from "node:inspector";
import { CLAIMED } from "./signal-gate.ts";
import { GATE } from "./io-messages.ts";

/**
 * The IO thread's way into the main thread's JavaScript, whatever that is doing.
 *
 * What is evaluated there must not meet a termination: V8 ends the innermost code, which then is the evaluated line and not
 * the script below it, and takes no second termination before the whole stack has unwound. A main thread that comes to its
 * messages late, on a busy machine or behind a long native call, finds several at once. So there is one on its way at most:
 * a termination waits for what has been sent before it, and nothing is sent behind one as long as its script is there.
 */
export class MainInspector {
  readonly #counters: Int32Array;
  #isEvaluating = false;
  #isToTerminate = false;

  constructor(counters: Int32Array) {
    this.#counters = counters;
  }

  /** Has the line evaluated, unless another still is to be, or a script is being ended. */
  evaluate(expression: string): void {
    if (this.#isEvaluating || Atomics.load(this.#counters, GATE) === CLAIMED) return;
    this.#isEvaluating = true;
    post("Runtime.evaluate", { expression }, () => {
      this.#isEvaluating = false;
      if (this.#isToTerminate) this.#terminateNow();
    });
  }

  /** Ends the script that has been claimed. */
  terminate(): void {
    if (this.#isEvaluating) this.#isToTerminate = true;
    else this.#terminateNow();
  }

  #terminateNow(): void {
    this.#isToTerminate = false;
    post("Runtime.terminateExecution", {}, () => undefined);
  }
}

/** A session left open would make the process wait for a debugger when it ends. */
function post(method: string, params: object, onAnswer: () => void): void {
  const inspector = new Session();
  inspector.connectToMainThread();
  inspector.post(method, params, () => {
    inspector.disconnect();
    onAnswer();
  });
}
