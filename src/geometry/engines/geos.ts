import type { SpatialError } from "../../errors.ts";
import type { EngineCore } from "../engine-core.ts";
import type { EngineGeometry } from "../engine-geometry.ts";
import type { GeosInstance } from "./geos-module.ts";
import type { Pointer } from "./geos-exports.ts";

type GeosArgument = EngineGeometry | number;

/**
 * The geos engine as operations see it. Functions of GEOS's reentrant C API
 * (https://libgeos.org/doxygen/geos__c_8h.html) are named without `GEOS` before and `_r` behind them; the context is
 * passed on as their first argument.
 */
export interface Geos extends EngineCore {
  /** Calls what makes a geometry. @throws SpatialError where GEOS gave up */
  make(name: string, ...args: readonly GeosArgument[]): EngineGeometry;
  /** Calls what answers yes or no. */
  ask(name: string, ...args: readonly GeosArgument[]): boolean;
  /** Calls what writes a number to the address that is its last argument, which is added here. */
  measure(name: string, ...args: readonly GeosArgument[]): number;
  /** Any calls into the instance. Whatever they throw but a SpatialError means that it broke. */
  run<T>(work: (calls: GeosCalls) => T): T;
  /** Gives a geometry that GEOS made to the open scope. @param pointer 0 where GEOS gave up */
  keep(pointer: Pointer): EngineGeometry;
  /** Where it is in the instance's memory. */
  pointer(geometry: EngineGeometry): Pointer;
}

/** The instance, inside `run`. */
export interface GeosCalls extends GeosInstance {
  /** Room for four numbers or addresses that functions answer through. */
  readonly out: Pointer;
  call(name: string, ...args: readonly number[]): number;
  /** A collection that owns its members. @param kind as in columns, from MultiPoint on */
  collect(kind: number, members: readonly Pointer[]): Pointer;
  /** The error to throw after a function failed. */
  gaveUp(): SpatialError;
}
