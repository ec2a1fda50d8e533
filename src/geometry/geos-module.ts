import type { Predicate } from "./engine.ts";
import { ADDRESSES_OF_3_1_1, installInterrupt } from "./geos-interrupt.ts";

/** Address in the instance's memory; 0 is none. */
export type Pointer = number;

type Unary = (context: Pointer, geometry: Pointer) => Pointer;
type Binary = (context: Pointer, a: Pointer, b: Pointer) => Pointer;
/** Answers 1 for yes, 0 for no, 2 for an error. */
type Test = (context: Pointer, a: Pointer, b: Pointer) => number;

type Predicates = { [name in Predicate as `_GEOS${Capitalize<name>}_r`]: Test } & {
  [name in Exclude<Predicate, "equals"> as `_GEOSPrepared${Capitalize<name>}_r`]: Test;
};

/**
 * The raw exports of GEOS's reentrant C API that we use (https://libgeos.org/doxygen/geos__c_8h.html), without the
 * wrappers of geos-wasm, which cost more than many of the functions. Functions that make a geometry answer 0 on errors.
 */
export interface GeosModule extends Predicates {
  /** Take it anew after every call: the views are replaced when the memory grows. */
  readonly HEAPF64: Float64Array;
  readonly HEAPU32: Uint32Array;
  readonly HEAPU8: Uint8Array;
  UTF8ToString(text: Pointer): string;
  /** Index of the function in the table that GEOS calls through. @param signature "v" takes and returns nothing. */
  addFunction(call: () => void, signature: "v"): number;
  _malloc(bytes: number): Pointer;
  _free(pointer: Pointer): void;
  _GEOSFree_r(context: Pointer, pointer: Pointer): void;

  _GEOSCoordSeq_copyFromBuffer_r(context: Pointer, xy: Pointer, count: number, ...hasZM: [0, 0]): Pointer;
  _GEOSCoordSeq_copyToBuffer_r(context: Pointer, sequence: Pointer, xy: Pointer, ...hasZM: [0, 0]): number;
  _GEOSGeom_getCoordSeq_r: Unary;
  /** These own the sequence, rings and members from then on, also when they fail. */
  _GEOSGeom_createPoint_r: Unary;
  _GEOSGeom_createLineString_r: Unary;
  _GEOSGeom_createLinearRing_r: Unary;
  _GEOSGeom_createPolygon_r(context: Pointer, shell: Pointer, holes: Pointer, count: number): Pointer;
  _GEOSGeom_createCollection_r(context: Pointer, type: number, members: Pointer, count: number): Pointer;
  /** Gives the members back to the caller: an array of them, to be freed, and their number. */
  _GEOSGeom_releaseCollection_r(context: Pointer, collection: Pointer, count: Pointer): Pointer;
  _GEOSGeom_createEmptyPoint_r(context: Pointer): Pointer;
  _GEOSGeom_createEmptyLineString_r(context: Pointer): Pointer;
  _GEOSGeom_createEmptyPolygon_r(context: Pointer): Pointer;
  _GEOSGeom_createEmptyCollection_r(context: Pointer, type: number): Pointer;
  _GEOSGeom_destroy_r(context: Pointer, geometry: Pointer): void;

  _GEOSGeomTypeId_r(context: Pointer, geometry: Pointer): number;
  _GEOSisEmpty_r(context: Pointer, geometry: Pointer): number;
  _GEOSGetNumGeometries_r(context: Pointer, geometry: Pointer): number;
  _GEOSGetGeometryN_r(context: Pointer, geometry: Pointer, index: number): Pointer;
  _GEOSGetExteriorRing_r: Unary;
  _GEOSGetNumInteriorRings_r(context: Pointer, polygon: Pointer): number;
  _GEOSGetInteriorRingN_r(context: Pointer, polygon: Pointer, index: number): Pointer;
  _GEOSGeomGetNumPoints_r(context: Pointer, line: Pointer): number;

  _GEOSBufferParams_create_r(context: Pointer): Pointer;
  _GEOSBufferParams_setQuadrantSegments_r(context: Pointer, params: Pointer, segments: number): number;
  _GEOSBufferParams_setEndCapStyle_r(context: Pointer, params: Pointer, style: number): number;
  _GEOSBufferParams_setJoinStyle_r(context: Pointer, params: Pointer, style: number): number;
  _GEOSBufferParams_setMitreLimit_r(context: Pointer, params: Pointer, limit: number): number;
  _GEOSBufferWithParams_r(context: Pointer, geometry: Pointer, params: Pointer, distance: number): Pointer;

  /** A line from the centre of the largest circle in a polygon to its border. */
  _GEOSMaximumInscribedCircle_r(context: Pointer, polygon: Pointer, tolerance: number): Pointer;
  _GEOSUnaryUnion_r: Unary;
  _GEOSIntersection_r: Binary;
  _GEOSDifference_r: Binary;
  _GEOSSymDifference_r: Binary;
  _GEOSTopologyPreserveSimplify_r(context: Pointer, geometry: Pointer, tolerance: number): Pointer;
  _GEOSConvexHull_r: Unary;
  _GEOSPointOnSurface_r: Unary;
  _GEOSMakeValid_r: Unary;

  /** Answers like a test; sets the two addresses to a text and a point, both to be freed, when it is invalid. */
  _GEOSisValidDetail_r(context: Pointer, geometry: Pointer, flags: number, ...out: [Pointer, Pointer]): number;
  _GEOSLength_r(context: Pointer, geometry: Pointer, length: Pointer): number;
  _GEOSDistance_r(context: Pointer, a: Pointer, b: Pointer, distance: Pointer): number;
  _GEOSPrepare_r: Unary;
  _GEOSPreparedGeom_destroy_r(context: Pointer, prepared: Pointer): void;
}

/** One GEOS with a memory of its own. */
export interface GeosInstance {
  readonly module: GeosModule;
  readonly context: Pointer;
  /** What GEOS last complained about; "" when it did not since this was last called. */
  takeMessage(): string;
  /** Lets go of the memory; nothing of the instance may be used afterwards. */
  dispose(): void;
}

interface GeosPackage {
  readonly default: (handlers: {
    errorHandler(message: string): void;
    noticeHandler(message: string): void;
  }) => Promise<{
    readonly Module: GeosModule;
    readonly _ctx: Pointer;
  }>;
}

const packageUrl = import.meta.resolve("geos-wasm");
let opened = 0;

/** False once it has turned out that GEOS can't be interrupted in this build of geos-wasm. */
let interruptible = true;

export interface InstanceOptions {
  /** Asked while an operation lasts; it fails once the answer is true. */
  readonly isCanceled: () => boolean;
  /** Told, once a thread, if nothing can be asked. */
  readonly warn: (text: string) => void;
}

/** Opens an instance; takes about 0.1 s and 23 MB. */
export async function openGeosInstance({ isCanceled, warn }: InstanceOptions): Promise<GeosInstance> {
  const instance = await openInstance();
  if (!interruptible || installInterrupt(instance, isCanceled, ADDRESSES_OF_3_1_1)) return instance;
  interruptible = false;
  warn("This build of geos-wasm can't be interrupted: a cancel ends the worker of a long operation instead.");
  instance.dispose();
  return openInstance();
}

async function openInstance(): Promise<GeosInstance> {
  let message = "";
  // geos-wasm keeps one instance per module, so every further one needs a module of its own.
  const { default: open } = (await import(/* @vite-ignore */ `${packageUrl}?instance=${++opened}`)) as GeosPackage;
  const geos = await open({ errorHandler: (text) => (message = text), noticeHandler: () => undefined });
  return {
    module: geos.Module,
    context: geos._ctx,
    takeMessage: () => {
      const taken = message;
      message = "";
      return taken;
    },
    dispose: () => {
      // A module stays loaded for ever, its 16 MB to 2 GB of memory goes with the last reference to it.
      for (const object of [geos.Module, geos])
        for (const key of Object.keys(object)) Reflect.deleteProperty(object, key);
    },
  };
}
