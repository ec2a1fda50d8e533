import { ADDRESSES_OF_3_1_1, installInterrupt } from "./geos-interrupt.ts";

/** Address in the instance's memory; 0 is none. */
export type Pointer = number;

type Unary = (context: Pointer, geometry: Pointer) => Pointer;
/**
 * The raw exports of GEOS's reentrant C API that we use (https://libgeos.org/doxygen/geos__c_8h.html), without the
 * wrappers of geos-wasm, which cost more than many of the functions. Functions that make a geometry answer 0 on errors.
 */
export interface GeosModule {
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

  _GEOSCoordSeq_copyFromBuffer_r(context: Pointer, xy: Pointer, count: number, ...hasZM: number[]): Pointer;
  _GEOSCoordSeq_copyToBuffer_r(context: Pointer, sequence: Pointer, xy: Pointer, ...hasZM: number[]): number;
  _GEOSGeom_getCoordSeq_r: Unary;
  /** These own the sequence, rings and members from then on, also when they fail. */
  _GEOSGeom_createPoint_r: Unary;
  _GEOSGeom_createLineString_r: Unary;
  _GEOSGeom_createLinearRing_r: Unary;
  _GEOSGeom_createPolygon_r(context: Pointer, shell: Pointer, holes: Pointer, count: number): Pointer;
  _GEOSGeom_createCollection_r(context: Pointer, type: number, members: Pointer, count: number): Pointer;
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

  /** For the trial that interrupting is put to, and what scopes free. */
  _GEOSConvexHull_r: Unary;
  _GEOSPreparedGeom_destroy_r(context: Pointer, prepared: Pointer): void;

  /** What operations call by its name. */
  readonly [name: `_GEOS${string}_r`]: ((context: Pointer, ...args: number[]) => number | void) | undefined;
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
