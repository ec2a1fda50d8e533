import { Session } from "node:inspector";
import { GATE, PULSE } from "./io-messages.ts";
import { QUIET_EXPRESSION } from "./memory-looks.ts";
import { CLAIMED } from "./signal-gate.ts";

/**
 * The IO thread's way into the main thread's JavaScript, whatever that is doing.
 *
 * JavaScript that the inspector calls there must not meet a termination: V8 ends the innermost code, which then is that
 * and not the script below it, and takes no second termination before the whole stack has unwound. A main thread that
 * comes to its messages late, on a busy machine or behind a long native call, finds several at once. So a termination
 * waits for the line that has been sent before it, and nothing is sent behind one as long as its script is there. While
 * tasks are at work, the lanes' answers to `lookWhenDeaf` are cut off first: each would call a listener.
 */
export class MainInspector {
  readonly #counters: Int32Array;
  #isEvaluating = false;
  #isToTerminate = false;
  #isQuiet = false;

  constructor(counters: Int32Array) {
    this.#counters = counters;
  }

  /** Has the line evaluated, unless another still is to be, or a script is being ended. */
  evaluate(expression: string): void {
    if (!this.#isEvaluating && Atomics.load(this.#counters, GATE) !== CLAIMED) this.#send(expression);
  }

  /** Ends the script that has been claimed. */
  terminate(): void {
    this.#isToTerminate = true;
    this.#isQuiet = Atomics.load(this.#counters, PULSE) === 0; // nobody is asked then
    if (!this.#isEvaluating) this.#terminateNext();
  }

  #send(expression: string): void {
    this.#isEvaluating = true;
    post("Runtime.evaluate", { expression }, () => {
      this.#isEvaluating = false;
      if (this.#isToTerminate) this.#terminateNext();
    });
  }

  #terminateNext(): void {
    if (!this.#isQuiet) {
      this.#isQuiet = true;
      this.#send(QUIET_EXPRESSION);
      return;
    }
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
