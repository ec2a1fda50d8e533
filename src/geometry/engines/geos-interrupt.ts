import type { GeosModule, Pointer } from "./geos-exports.ts";

/** Where an instance keeps the two variables of GEOS's Interrupt.cpp. */
export interface InterruptAddresses {
  /** The function that GEOS calls now and then while it works, as an index of the function table; 0 for none. */
  readonly callback: Pointer;
  /** A byte; GEOS gives up the operation at its next look when it is 1. */
  readonly request: Pointer;
}

/** geos-wasm compiles the check into every long operation, but exports none of the functions that would set these. */
export const ADDRESSES_OF_3_1_1: InterruptAddresses = { callback: 89924, request: 89921 };

/**
 * Lets GEOS ask `isCanceled` while it works: once it answers true, the operation fails, and so does every one after it.
 * Tries it out on a small hull. Returns false if the addresses belong to another build; the instance must not be used
 * then, because something of it has been written over.
 */
export function installInterrupt(
  { module, context }: { readonly module: GeosModule; readonly context: Pointer },
  isCanceled: () => boolean,
  { callback, request }: InterruptAddresses,
): boolean {
  if (module.HEAPU32[callback / 4] !== 0 || module.HEAPU8[request] !== 0) return false;
  let asked = 0;
  let wanted = true;
  const trial = (): boolean => (asked++, wanted);
  let ask = trial;
  // Asked again at every look: GEOS takes one interrupt of an overlay for a failure, and tries other ways to do it.
  const onLook = (): void => {
    if (ask()) module.HEAPU8[request] = 1;
  };
  module.HEAPU32[callback / 4] = module.addFunction(onLook, "v");
  const stopped = !makesHull(module, context) && asked > 0;
  wanted = false;
  const goesOn = makesHull(module, context);
  ask = isCanceled;
  return stopped && goesOn;
}

function makesHull(module: GeosModule, context: Pointer): boolean {
  const corners = [0, 0, 1, 0, 1, 1, 0, 1];
  const memory = module._malloc(8 * corners.length);
  module.HEAPF64.set(corners, memory / 8);
  const sequence = module._GEOSCoordSeq_copyFromBuffer_r(context, memory, corners.length / 2, 0, 0);
  module._free(memory);
  const line = module._GEOSGeom_createLineString_r(context, sequence);
  const hull = module._GEOSConvexHull_r(context, line);
  module._GEOSGeom_destroy_r(context, line);
  if (hull !== 0) module._GEOSGeom_destroy_r(context, hull);
  return hull !== 0;
}
