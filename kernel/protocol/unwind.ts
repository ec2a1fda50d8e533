import { Session } from "node:inspector";
import { currentCell } from "./scope.ts";

const NAME = "mapcell.unwind";

/** What the IO thread has the inspector evaluate on the main thread, in the midst of whatever runs there. */
export function unwindExpression(interrupt: number, isLate: boolean): string {
  return `globalThis[Symbol.for(${JSON.stringify(NAME)})](${interrupt}, ${isLate})`;
}

/** Passes through the handler of uncaught exceptions when code is ended by force; not an error of anybody. */
class Unwinding extends Error {}

export function isUnwinding(error: unknown): boolean {
  return error instanceof Unwinding;
}

/**
 * Lets the IO thread end JavaScript of this thread that runs outside `vm`. The inspector's termination alone would abort
 * the process: with AsyncLocalStorage in use, Node 20 keeps a stack of async ids that a terminated promise reaction or
 * timer leaves filled, and asserts later that it is empty. Node's own handler of uncaught exceptions empties that stack,
 * so it is called first, right where the code is stuck.
 *
 * A loop of ticks may never be met: once V8 has compiled it into Node's own loop, the inspector is let in only between its
 * ticks, when nothing of the cell runs. Then its next tick is dropped.
 *
 * @param isDeaf whether the main thread has not heard of this interrupt and no signal is on its way to a script: the
 *   inspector may come late, in the midst of a later cell
 * @param runsUserCode whether it is code of a cell that is stuck: the kernel's own must come to its end
 * @param cutOff marks that code as not wanted any more
 */
export function installUnwind(
  isDeaf: (interrupt: number) => boolean,
  runsUserCode: () => boolean,
  cutOff: () => void,
): void {
  let session: Session | undefined;
  const unwind = (interrupt: number, isLate: boolean) => {
    if (!isDeaf(interrupt)) return;
    const isMet = runsUserCode();
    if (!isMet && !isLate) return;
    cutOff();
    dropTicks();
    if (!isMet) return;
    const emptyAsyncStack: unknown = Reflect.get(process, "_fatalException");
    if (typeof emptyAsyncStack === "function") emptyAsyncStack.call(process, new Unwinding(), false);
    if (!session) {
      session = new Session();
      session.connect();
    }
    session.post("Runtime.terminateExecution");
  };
  Reflect.set(globalThis, Symbol.for(NAME), unwind);
}

let areDropped = false;

/** A tick that queues itself again would outlive its end by force; until the event loop turns, such ticks are dropped. */
function dropTicks(): void {
  if (areDropped) return;
  areDropped = true;
  const nextTick = process.nextTick.bind(process);
  process.nextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    if (currentCell()?.signal.aborted !== true) nextTick(callback, ...args);
  };
  setImmediate(() => {
    process.nextTick = nextTick;
    areDropped = false;
  });
}
