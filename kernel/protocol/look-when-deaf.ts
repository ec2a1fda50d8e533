import { INTERRUPTS, PULSE, SEEN } from "./io-messages.ts";
import type { MainInspector } from "./main-inspector.ts";
import { LOOK_EXPRESSION } from "./memory-looks.ts";

/** While tasks are at work. */
const LOOK_MS = 50;
const REST_MS = 200;

/**
 * For the IO thread: while tasks are at work and a cell keeps the main loop from looking at their memory, the inspector
 * does, in the midst of that cell.
 */
export function lookWhenDeaf(counters: Int32Array, inspector: MainInspector): void {
  let last = 0;
  const look = (): void => {
    const pulse = Atomics.load(counters, PULSE);
    // what is to be ended by force would go on, and this end in its place
    const isInterrupted = Atomics.load(counters, INTERRUPTS) > Atomics.load(counters, SEEN);
    if (pulse !== 0 && pulse === last && !isInterrupted) inspector.evaluate(LOOK_EXPRESSION);
    last = pulse;
    setTimeout(look, pulse === 0 ? REST_MS : LOOK_MS).unref();
  };
  look();
}
