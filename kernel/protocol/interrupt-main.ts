import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { SIGNALLED } from "./io-messages.ts";
import { UNWIND_EXPRESSION } from "./unwind.ts";

/** How long the main thread may take to answer an interrupt before its JavaScript is terminated, in ms. */
const ANSWER_MS = 250;
const ATTEMPTS = 8;

/**
 * Interrupts the main thread, whatever it is doing, from the IO thread.
 *
 * SIGINT ends a cell's synchronous code (`vm` with breakOnSigint) and wakes a wait for a child process; a message ends a
 * cell that awaits. A main thread that answers neither is stuck in code that runs outside `vm` (after an await, in a
 * timer, in a chain of microtasks): that is ended through the inspector.
 */
export class MainInterrupter {
  readonly #counters: Int32Array;
  readonly #tell: (interrupt: number) => void;
  readonly #target = signalTarget();
  #seen = 0;

  constructor(counters: Int32Array, tell: (interrupt: number) => void) {
    this.#counters = counters;
    this.#tell = tell;
  }

  interrupt(): void {
    const interrupt = Atomics.add(this.#counters, SIGNALLED, 1) + 1;
    if (this.#target !== undefined) process.kill(this.#target, "SIGINT");
    this.#tell(interrupt);
    this.#terminateIfDeaf(interrupt, ATTEMPTS);
  }

  /** The main thread's event loop has taken up this interrupt. */
  seen(interrupt: number): void {
    this.#seen = Math.max(this.#seen, interrupt);
  }

  #terminateIfDeaf(interrupt: number, attempts: number): void {
    setTimeout(() => {
      if (this.#seen >= interrupt || attempts === 0) return;
      const inspector = new Session();
      inspector.connectToMainThread();
      // a session left open would make the process wait for a debugger when it ends
      inspector.post("Runtime.evaluate", { expression: UNWIND_EXPRESSION }, () => inspector.disconnect());
      this.#terminateIfDeaf(interrupt, attempts - 1);
    }, ANSWER_MS);
  }
}

/**
 * The own process group if this process leads it, as kernels started by Jupyter do: only the group's signal wakes a main
 * thread that waits for a child process. Undefined on Windows, where Node turns the signal into a kill.
 */
function signalTarget(): number | undefined {
  if (process.platform === "win32") return undefined;
  return processGroup() === process.pid ? -process.pid : process.pid;
}

function processGroup(): number | undefined {
  try {
    if (process.platform === "linux") {
      // "pid (name) state ppid pgrp …"; the name may hold spaces and brackets
      const afterName = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1) ?? "";
      return Number(afterName.split(" ")[2]);
    }
    return Number(execFileSync("ps", ["-o", "pgid=", "-p", String(process.pid)], { encoding: "utf8" }));
  } catch {
    return undefined; // unknown: signal this process alone
  }
}
