import type { GeometryEngine } from "../geometry/engine.ts";
import { type EngineName, openEngine } from "../geometry/open-engine.ts";

const engines = new Map<EngineName, Promise<GeometryEngine>>();

/** This thread's instance of a geometry engine, opened at first use and kept: opening takes longer than most units. */
export function laneEngine(name: EngineName): Promise<GeometryEngine> {
  const known = engines.get(name);
  if (known !== undefined) return known;
  const opening = openEngine(name);
  engines.set(name, opening);
  return opening;
}
