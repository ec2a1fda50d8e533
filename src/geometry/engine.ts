import type { EngineCore } from "./engine-core.ts";
import type * as operations from "./operations/list.ts";
import type { EngineMethods } from "./operations/operation.ts";

/**
 * The operations that need a geometry library, one file each in `operations/`, over two implementations: geos-wasm
 * (default) and jsts. What jsts does not have throws SpatialError ENGINE_UNSUPPORTED there.
 */
export interface GeometryEngine extends EngineCore, EngineMethods<typeof operations> {}
