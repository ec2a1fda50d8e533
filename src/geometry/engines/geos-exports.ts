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
