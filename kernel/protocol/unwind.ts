import { Session } from "node:inspector";
import { emptyAsyncStack } from "./async-stack.ts";
import { quietLooks } from "./memory-looks.ts";
import { currentCell } from "./scope.ts";

const NAME = "mapcell.unwind";
/** An event loop that has not turned for so long, in ms, is held up by ticks or microtasks. */
const STUCK_MS = 100;
/** How long the end by force is waited for, in ms. */
const ENDING_MS = 1000;

/** What the IO thread has the inspector evaluate on the main thread, in the midst of whatever runs there. */
export function unwindExpression(interrupt: number): string {
  return `globalThis[Symbol.for(${JSON.stringify(NAME)})](${interrupt})`;
}

/**
 * Lets the IO thread end JavaScript of this thread that runs outside a script of the gate.
 *
 * A loop of ticks or microtasks may never be met: once V8 has compiled it into Node's or its own loop, the inspector is let
 * in only between its rounds, when nothing of the cell runs. What shows it is that the event loop doesn't turn. Then its
 * next tick is dropped, and the microtasks are ended by one of ours.
 *
 * @param isDeaf whether the main thread has not heard of this interrupt and no script has to end by it: the inspector may
 *   come late, in the midst of a later cell
 * @param runsUserCode whether it is code of a cell that is stuck: the kernel's own must come to its end
 * @param cutOff marks that code as not wanted any more
 */
export function installUnwind(
  isDeaf: (interrupt: number) => boolean,
  runsUserCode: () => boolean,
  cutOff: () => void,
): void {
  /** When the turn of the event loop was found that has not ended yet. */
  let turnSince: number | undefined;
  const isStuck = () => {
    if (turnSince !== undefined) return performance.now() - turnSince > STUCK_MS;
    turnSince = performance.now();
    setImmediate(() => (turnSince = undefined));
    return false;
  };
  const unwind = (interrupt: number) => {
    if (!isDeaf(interrupt)) return;
    const isMet = runsUserCode();
    if (!isMet && !isStuck()) return;
    cutOff();
    dropTicks();
    if (isMet) endByForce();
    else queueMicrotask(() => isDeaf(interrupt) && endHere());
  };
  Reflect.set(globalThis, Symbol.for(NAME), unwind);
}

let session: Session | undefined;

/**
 * The inspector's termination alone would abort the process: with AsyncLocalStorage in use, Node 20 keeps a stack of async
 * ids that a terminated promise reaction or timer leaves filled, and asserts later that it is empty. So it is
 * emptied first, right where the code is stuck. An answer of a lane would meet the termination in that code's place.
 */
function endByForce(): void {
  quietLooks();
  emptyAsyncStack();
  if (!session) {
    session = new Session();
    session.connect();
  }
  session.post("Runtime.terminateExecution");
}

/** Ends the microtasks behind this one, too. */
function endHere(): void {
  endByForce();
  const deadline = performance.now() + ENDING_MS;
  while (performance.now() < deadline); // it comes at a turn of this loop
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
