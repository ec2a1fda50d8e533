import { SpatialError } from "../../errors.ts";
import type { GeometryEngine } from "../engine.ts";

export type EngineName = GeometryEngine["name"];

/**
 * Opens a geometry engine for this thread; the library is loaded at its first use.
 * @param warn told what the engine can't do here.
 */
export async function openEngine(name: EngineName, warn?: (text: string) => void): Promise<GeometryEngine> {
  switch (name) {
    case "geos":
      return (await import("./geos-engine.ts")).openGeosEngine(warn);
    case "jsts":
      return (await import("./jsts-engine.ts")).openJstsEngine();
    default:
      throw new SpatialError("BAD_ARGUMENT", `The engine is "${String(name)}"; expected geos or jsts.`);
  }
}
