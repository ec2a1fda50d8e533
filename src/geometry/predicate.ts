import type { EngineGeometry } from "./engine-geometry.ts";

/** The named relations of DE-9IM. */
export type Predicate =
  | "intersects"
  | "contains"
  | "covers"
  | "coveredBy"
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
