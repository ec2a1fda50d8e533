import { Session } from "node:inspector";
import { markAsyncStack } from "./async-stack.ts";
import { GATE, SEEN } from "./io-messages.ts";

/** No script runs that could be ended. */
const OUTSIDE = 0;
/** An interrupt may end the script. */
const INSIDE = 1;
/** The script's end is on its way to it: it does not leave before. */
export const CLAIMED = 2;

/** How long a script waits for its end, in ms; it comes unless code of the cell has caught it. */
const ENDING_MS = 10_000;
const TURN_MS = 5;

const NAME = "mapcell.script";

/** As `vm` says it of a script that SIGINT has ended. */
export class ScriptInterrupted extends Error {
  readonly code = "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}

/**
 * Lets an interrupt end the script it is meant for and no other. The inspector evaluates the script: what V8 ends by force
 * comes to its end there, and the kernel's code behind it goes on. An interrupt first claims the script, at most once, and
 * a claimed script doesn't leave before it is ended.
 *
 * `vm` with `breakOnSigint` would need no inspector, but it drops a signal that has not been worked off when its script
 * ends, or leaves it to the next script; and one that comes just behind a script kills the process (Node 20 to 24).
 */
export class SignalGate {
  readonly #counters: Int32Array;
  #session: Session | undefined;

  constructor(counters: Int32Array) {
    this.#counters = counters;
  }

  /**
   * For the main thread: runs code that an interrupt can end.
   *
   * @throws ScriptInterrupted if one did
   */
  run<T>(code: () => T): T {
    this.#session ??= connected();
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    const script = () => {
      Atomics.store(this.#counters, GATE, INSIDE);
      try {
        outcome = { value: code() };
      } catch (error) {
        outcome = { error };
      }
      if (!this.#leave()) outcome = undefined;
    };
    Reflect.set(globalThis, Symbol.for(NAME), script);
    // under a name that tracebacks leave out
    const call = `globalThis[Symbol.for(${JSON.stringify(NAME)})]()\n//# sourceURL=node:mapcell`;
    const restoreAsyncStack = markAsyncStack();
    this.#session.post("Runtime.evaluate", { expression: call });
    Atomics.store(this.#counters, GATE, OUTSIDE); // also behind a script that was ended by force
    if (outcome === undefined) {
      restoreAsyncStack();
      throw new ScriptInterrupted("The script was interrupted.");
    }
    if ("error" in outcome) throw outcome.error;
    return outcome.value;
  }

  /** For the main thread: whether `run` is at work. */
  isInScript(): boolean {
    return Atomics.load(this.#counters, GATE) !== OUTSIDE;
  }

  /** For the IO thread: whether it may now end the script that runs. At most once for each script. */
  claim(interrupt: number): boolean {
    if (Atomics.load(this.#counters, SEEN) >= interrupt) return false;
    return Atomics.compareExchange(this.#counters, GATE, INSIDE, CLAIMED) === INSIDE;
  }

  /** @returns false for a script that was to be ended, and whose end has been lost */
  #leave(): boolean {
    const deadline = performance.now() + ENDING_MS;
    while (Atomics.compareExchange(this.#counters, GATE, INSIDE, OUTSIDE) === CLAIMED) {
      if (performance.now() > deadline) return false;
      Atomics.wait(this.#counters, GATE, CLAIMED, TURN_MS); // not passed: the script is ended here
    }
    return true;
  }
}

function connected(): Session {
  const session = new Session();
  session.connect();
  return session;
}
