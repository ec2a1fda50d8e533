import type { GeometryBuilder } from "./builder.ts";
import type { GeometryColumn } from "./column.ts";
import type { EngineGeometry } from "./engine-geometry.ts";
import type { Predicate, PreparedGeometry } from "./predicate.ts";

/** A scope that stays open. What was made in it is dead once the engine is replaced. */
export interface Hold {
  run<T>(work: () => T): T;
  close(): void;
}

/**
 * What every engine does besides its operations. One instance per thread, synchronous. It throws SpatialError TOPOLOGY
 * when the library gives up on the input, and ENGINE_TRAPPED when the instance broke and was replaced (every handle of it
 * is dead then).
 */
export interface EngineCore {
  readonly name: "geos" | "jsts";
  /**
   * Frees everything made inside `work`; its return value must not be a handle. Scopes nest; whatever makes a geometry
   * must run inside one.
   */
  scope<T>(work: () => T): T;
  /** Like `scope`, for what is needed in many calls to come: it ends when it is closed. */
  hold(): Hold;
  /**
   * Runs `work`, in which operations that last ask `isCanceled` now and then and throw SpatialError TASK_CANCELED when
   * the answer is true. Some stretches of GEOS don't ask for a second and more, and jsts never asks.
   */
  watched<T>(isCanceled: () => boolean, work: () => T): T;
  /** Feature `index` of a column; a Null feature reads as an empty collection. */
  read(column: GeometryColumn, index: number): EngineGeometry;
  /** Appends the geometry to the builder as one feature (collections keep their kind). */
  write(geometry: EngineGeometry, builder: GeometryBuilder): void;
  /** Frees one handle early, inside loops that would otherwise keep too many. */
  release(geometry: EngineGeometry): void;

  test(predicate: Predicate, a: EngineGeometry, b: EngineGeometry): boolean;
  prepare(geometry: EngineGeometry): PreparedGeometry;

  /** Memory of the instance in bytes; 0 for an engine whose geometries are ordinary objects. */
  heapBytes(): number;
  /**
   * Call it between jobs, outside of any scope: opens a new instance in the place of one that broke down or whose memory
   * has grown above 256 MB (it never shrinks). Costs nothing when there is nothing to do.
   */
  recycleIfLarge(): Promise<void>;
}
