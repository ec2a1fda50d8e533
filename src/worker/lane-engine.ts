import type { Feedback } from "../feedback.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import { type EngineName, openEngine } from "../geometry/engines/open-engine.ts";
import type { UnitContext } from "../tasks/job.ts";

const engines = new Map<EngineName, Promise<GeometryEngine>>();

/** For whom an engine is opened: hears what it can't do, and may stop waiting for it. */
type Opener = Pick<Feedback, "log"> & { readonly signal?: AbortSignal };

/**
 * This thread's instance of a geometry engine, opened at first use and kept: opening takes longer than most units. One
 * that broke down or grew too large in the unit before is replaced here. A unit that is canceled meanwhile does not wait
 * until the engine is there for the next one.
 */
export async function laneEngine(name: EngineName, opener: Opener): Promise<GeometryEngine> {
  opener.signal?.throwIfAborted();
  const known = engines.get(name) ?? openEngine(name, (text) => opener.log("info", text));
  const ready = known.then(async (engine) => {
    await engine.recycleIfLarge();
    return engine;
  });
  engines.set(name, ready);
  // the next unit tries again
  ready.catch(() => void (engines.get(name) === ready && engines.delete(name)));
  return opener.signal === undefined ? ready : Promise.race([ready, aborted(opener.signal)]);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
  );
}

/** Calls into an engine for a unit: a cancel interrupts them, or ends the lane if they don't notice within 25 ms. */
export function insideEngine<T>(engine: GeometryEngine, context: UnitContext, work: () => T): T {
  context.enterEngine();
  try {
    return engine.watched(() => context.isCanceled(), work);
  } finally {
    context.leaveEngine();
  }
}
