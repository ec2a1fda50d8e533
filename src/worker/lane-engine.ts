import type { GeometryEngine } from "../geometry/engine.ts";
import { type EngineName, openEngine } from "../geometry/open-engine.ts";

const engines = new Map<EngineName, Promise<GeometryEngine>>();

/**
 * This thread's instance of a geometry engine, opened at first use and kept: opening takes longer than most units. One
 * that broke down or grew too large in the unit before is replaced here.
 */
export async function laneEngine(name: EngineName): Promise<GeometryEngine> {
  const known = engines.get(name) ?? openEngine(name);
  engines.set(name, known);
  const engine = await known;
  await engine.recycleIfLarge();
  return engine;
}
