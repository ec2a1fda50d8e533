import { SpatialError } from "../errors.ts";
import type { GeometryEngine } from "./engine.ts";

let current: (() => GeometryEngine) | undefined;

/**
 * Says which engine of this thread methods of layers use: in a lane that of the running unit, on the main loop that of
 * `geometry`.
 */
export function useEngine(engine: (() => GeometryEngine) | undefined): void {
  current = engine;
}

/** @throws SpatialError FUNCTION_UNSUPPORTED where none is open. @param asked for the message */
export function threadEngine(asked: string): GeometryEngine {
  if (current !== undefined) return current();
  throw new SpatialError(
    "FUNCTION_UNSUPPORTED",
    `${asked} needs the geometry engine, which is opened where "geometry" is written: in a cell, a task function, or import { geometry } from "mapcell/geometry" in a script.`,
  );
}
