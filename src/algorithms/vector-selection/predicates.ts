import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { OtherFeature } from "../runners/others.ts";

/** QGIS's names, in its order. */
export const PREDICATES = ["intersect", "contain", "disjoint", "equal", "touch", "overlap", "within", "cross"] as const;
export type LocationPredicate = (typeof PREDICATES)[number];

/** Whether a feature is related so to one of the others, to which its box comes near. `disjoint` is asked of all of them. */
export function isRelated(
  predicate: Exclude<LocationPredicate, "disjoint">,
  geometry: EngineGeometry,
  { geometry: other, prepared }: OtherFeature,
  engine: GeometryEngine,
): boolean {
  switch (predicate) {
    case "intersect":
      return prepared.test("intersects", geometry);
    // the prepared one is the other: what lies within it contains it the other way round
    case "contain":
      return prepared.test("within", geometry);
    case "within":
      return prepared.test("contains", geometry);
    case "touch":
      return prepared.test("touches", geometry);
    case "overlap":
      return prepared.test("overlaps", geometry);
    case "equal":
      return engine.test("equals", geometry, other);
    case "cross":
      return engine.test("crosses", geometry, other);
  }
}
