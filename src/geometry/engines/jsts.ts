import type { EngineCore } from "../engine-core.ts";
import type { EngineGeometry } from "../engine-geometry.ts";
import type { JstsGeometry } from "./jsts-library.ts";

/** The jsts engine as operations see it. What the library throws becomes a SpatialError TOPOLOGY. */
export interface Jsts extends EngineCore {
  /** Runs what makes a geometry of geometries. */
  make(operation: (...geometries: JstsGeometry[]) => JstsGeometry, ...given: readonly EngineGeometry[]): EngineGeometry;
  /** Runs what answers something about geometries. */
  ask<T>(operation: (...geometries: JstsGeometry[]) => T, ...given: readonly EngineGeometry[]): T;
}
