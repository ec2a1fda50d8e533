import { Script } from "node:vm";
import { CONSUMED, GATE, SEEN, SENT } from "./io-messages.ts";

/** No script runs that a signal could end; signals go to the process's listeners. */
const OUTSIDE = 0;
/** The IO thread signals, and the main thread must not start a script meanwhile. */
const SIGNALLING = 1;
/** Signals change hands between the listeners and the script: one that comes now would kill the process. */
const CHANGING = 2;
/** A signal ends the script. */
const INSIDE = 3;
/** The IO thread signals, and the main thread must not leave the script meanwhile. */
const SIGNALLING_INSIDE = 4;
/** The script has its signal, which will end it. */
const SIGNALLED_INSIDE = 5;

/** How long the script waits for the signal that was sent to it, in ms; user code may have taken it. */
const ENDING_MS = 1000;
const TURN_MS = 5;
const TURNS = 20;

const NAME = "mapcell.script";
/** Named as a part of Node, so that nobody takes it for a user's. */
const BREAKABLE = new Script(`globalThis[Symbol.for(${JSON.stringify(NAME)})]()`, { filename: "node:mapcell" });

/**
 * Lets a signal of the IO thread end the script it is meant for and no other. Node's `breakOnSigint` alone does not: a
 * signal that it has not worked off when its script ends is left to the next script, and one that comes between the
 * script and the process's own listeners kills the process (measured with Node 20). So a script gets one signal at most,
 * does not end before that has ended it, and gets none while it starts or ends.
 */
export class SignalGate {
  readonly #counters: Int32Array;

  constructor(counters: Int32Array) {
    this.#counters = counters;
  }

  /**
   * For the main thread: runs code that signals can end.
   *
   * @throws with code ERR_SCRIPT_EXECUTION_INTERRUPTED if one did
   */
  run<T>(code: () => T): T {
    if (process.platform === "win32") return code(); // no signals there
    this.#start();
    try {
      Reflect.set(globalThis, Symbol.for(NAME), () => this.#runInside(code));
      return BREAKABLE.runInThisContext({ breakOnSigint: true }) as T;
    } finally {
      this.#move(OUTSIDE);
    }
  }

  /** For the main thread: whether `run` is at work. */
  isInScript(): boolean {
    return Atomics.load(this.#counters, GATE) >= CHANGING;
  }

  /** For the IO thread: sends the signal as soon as it is safe, if the main thread still waits for the interrupt. */
  signal(interrupt: number, send: () => void): void {
    for (let turn = 0; turn < TURNS; turn++) {
      if (this.#exchange(OUTSIDE, SIGNALLING) === OUTSIDE) {
        this.#send(interrupt, send);
        this.#exchange(SIGNALLING, OUTSIDE);
        return;
      }
      if (this.signalScript(interrupt, send)) return;
      Atomics.wait(this.#counters, GATE, CHANGING, TURN_MS);
    }
  }

  /** For the IO thread: the same, but only to a script. @returns whether the script has a signal, this one or another */
  signalScript(interrupt: number, send: () => void): boolean {
    const state = this.#exchange(INSIDE, SIGNALLING_INSIDE);
    if (state !== INSIDE) return state === SIGNALLED_INSIDE;
    const isSent = this.#send(interrupt, send);
    this.#exchange(SIGNALLING_INSIDE, isSent ? SIGNALLED_INSIDE : INSIDE);
    return isSent;
  }

  #start(): void {
    while (this.#exchange(OUTSIDE, CHANGING) === SIGNALLING) {
      Atomics.wait(this.#counters, GATE, SIGNALLING, TURN_MS);
    }
    Atomics.store(this.#counters, GATE, CHANGING); // also after a script that was ended by force
    // Node drops the listeners' signals when the script takes over
    Atomics.store(this.#counters, CONSUMED, Atomics.load(this.#counters, SENT));
  }

  #runInside<T>(code: () => T): T {
    this.#move(INSIDE);
    try {
      return code();
    } finally {
      this.#leave(); // not reached once a signal ends the script
    }
  }

  #leave(): void {
    const deadline = performance.now() + ENDING_MS;
    for (;;) {
      const state = this.#exchange(INSIDE, CHANGING);
      if (state === INSIDE || performance.now() > deadline) return;
      Atomics.wait(this.#counters, GATE, state, TURN_MS);
    }
  }

  #send(interrupt: number, send: () => void): boolean {
    if (Atomics.load(this.#counters, SEEN) >= interrupt) return false;
    Atomics.add(this.#counters, SENT, 1);
    send();
    return true;
  }

  #move(state: number): void {
    Atomics.store(this.#counters, GATE, state);
    Atomics.notify(this.#counters, GATE);
  }

  /** @returns the state before, changed only if it was `from` */
  #exchange(from: number, to: number): number {
    const state = Atomics.compareExchange(this.#counters, GATE, from, to);
    if (state === from) Atomics.notify(this.#counters, GATE);
    return state;
  }
}
