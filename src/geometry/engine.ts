import type { GeometryBuilder } from "./builder.ts";
import type { GeometryColumn } from "./column.ts";

declare const engineGeometry: unique symbol;

/** A geometry inside one engine instance of one thread. It never crosses a thread and dies with its scope. */
export interface EngineGeometry {
  readonly [engineGeometry]?: never;
}

export interface BufferOptions {
  /** Segments per quarter circle, 1 or more. QGIS's default is 5. */
  readonly segments: number;
  readonly endCapStyle: "round" | "flat" | "square";
  readonly joinStyle: "round" | "miter" | "bevel";
  readonly miterLimit: number;
}

export type Predicate =
  | "intersects"
  | "contains"
  | "covers"
  | "within"
  | "touches"
  | "overlaps"
  | "crosses"
  | "disjoint"
  | "equals";

/** A geometry indexed for many tests against it. Valid until the scope it was made in ends. */
export interface PreparedGeometry {
  test(predicate: Exclude<Predicate, "equals">, other: EngineGeometry): boolean;
}

/** Where and why a geometry is invalid, as the OGC validity rules see it. */
export interface Invalidity {
  readonly reason: string;
  /** x, y in CRS units; absent when the engine does not tell. */
  readonly at?: readonly [number, number];
}

/**
 * The operations that need a geometry library, over two implementations: geos-wasm (default) and jsts. One instance per
 * thread, synchronous. Operations throw SpatialError TOPOLOGY when the library gives up on the input, and
 * ENGINE_TRAPPED when the instance broke and was replaced (every handle of it is dead then).
 */
export interface GeometryEngine {
  readonly name: "geos" | "jsts";
  /**
   * Frees everything made inside `work`; its return value must not be a handle. Scopes nest; whatever makes a geometry
   * must run inside one.
   */
  scope<T>(work: () => T): T;
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

  buffer(geometry: EngineGeometry, distance: number, options: BufferOptions): EngineGeometry;
  /** Union of all (unary union); of an empty list an empty collection. */
  union(geometries: readonly EngineGeometry[]): EngineGeometry;
  intersection(a: EngineGeometry, b: EngineGeometry): EngineGeometry;
  difference(a: EngineGeometry, b: EngineGeometry): EngineGeometry;
  symmetricDifference(a: EngineGeometry, b: EngineGeometry): EngineGeometry;
  /** Douglas-Peucker that keeps the geometry valid (topology-preserving), as QGIS's "Distance" method does. */
  simplify(geometry: EngineGeometry, tolerance: number): EngineGeometry;
  convexHull(geometry: EngineGeometry): EngineGeometry;
  pointOnSurface(geometry: EngineGeometry): EngineGeometry;
  /**
   * Valid with the same linework (GEOS's "linework" method): where rings cross or overlap, even-odd decides what is
   * inside; what has no area becomes lines or points. A valid geometry stays as it is.
   */
  makeValid(geometry: EngineGeometry): EngineGeometry;

  invalidity(geometry: EngineGeometry): Invalidity | undefined;
  test(predicate: Predicate, a: EngineGeometry, b: EngineGeometry): boolean;
  prepare(geometry: EngineGeometry): PreparedGeometry;
  isEmpty(geometry: EngineGeometry): boolean;
  /** In CRS units; NaN when one of the two is empty. */
  distance(a: EngineGeometry, b: EngineGeometry): number;

  /** Memory of the instance in bytes; 0 for an engine whose geometries are ordinary objects. */
  heapBytes(): number;
  /**
   * Call it between jobs, outside of any scope: opens a new instance in the place of one that broke down or whose memory
   * has grown above 256 MB (it never shrinks). Costs nothing when there is nothing to do.
   */
  recycleIfLarge(): Promise<void>;
}
