// Every operation, by the name under which engines and `geometry` have it.
export { area } from "./area.ts";
export { bounds } from "./bounds.ts";
export { buffer } from "./buffer.ts";
export { centroid } from "./centroid.ts";
export { convexHull } from "./convex-hull.ts";
export { difference } from "./difference.ts";
export { distance } from "./distance.ts";
export { intersection } from "./intersection.ts";
export { invalidity } from "./invalidity.ts";
export { isEmpty } from "./is-empty.ts";
export { isValid } from "./is-valid.ts";
export { length } from "./length.ts";
export { makeValid } from "./make-valid.ts";
export { pointOnSurface } from "./point-on-surface.ts";
export { contains, covers, crosses, disjoint, equals, intersects, overlaps, touches, within } from "./predicates.ts";
export { simplify } from "./simplify.ts";
export { symmetricDifference } from "./symmetric-difference.ts";
export { union } from "./union.ts";
