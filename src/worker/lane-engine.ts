import type { Feedback } from "../feedback.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import { type EngineName, openEngine } from "../geometry/open-engine.ts";
import type { UnitContext } from "../tasks/job.ts";

const engines = new Map<EngineName, Promise<GeometryEngine>>();

/**
 * This thread's instance of a geometry engine, opened at first use and kept: opening takes longer than most units. One
 * that broke down or grew too large in the unit before is replaced here.
 */
export async function laneEngine(name: EngineName, feedback: Pick<Feedback, "log">): Promise<GeometryEngine> {
  const known = engines.get(name) ?? openEngine(name, (text) => feedback.log("info", text));
  engines.set(name, known);
  const engine = await known;
  await engine.recycleIfLarge();
  return engine;
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
