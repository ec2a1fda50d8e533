import { type GroundApi, withGroundMeasures } from "../crs/ground-api.ts";
import { SpatialError } from "../errors.ts";
import { openEngine } from "../geometry/engines/open-engine.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import { geometryApi } from "../geometry/geometry-api.ts";
import { useEngine } from "../geometry/thread-engine.ts";

let engine: GeometryEngine | undefined;
let opening: Promise<GeometryEngine> | undefined;

/**
 * `geometry` of cells and scripts: the same functions as inside tasks, synchronous, on the main loop, for single shapes. The
 * library is there once `openMainGeometry` has ended; what needs none works before.
 */
export const mainGeometry: GroundApi = Object.freeze(withGroundMeasures(geometryApi(mainEngine)));

/** Opens the library for the main loop, 0.1 s and 23 MB, or replaces one that broke down or grew too large. */
export async function openMainGeometry(): Promise<void> {
  opening ??= openEngine("geos");
  // the next one tries again
  opening.catch(() => (opening = undefined));
  engine = await opening;
  await engine.recycleIfLarge();
  useEngine(mainEngine);
}

function mainEngine(): GeometryEngine {
  if (engine !== undefined) return engine;
  throw new SpatialError(
    "FUNCTION_UNSUPPORTED",
    'The geometry engine is opened for cells that say "geometry". In a file of your own: import { geometry } from "mapcell/geometry".',
  );
}
