// Every operation, by the name under which engines and `geometry` have it.
export { area } from "./area.ts";
export { boundary } from "./boundary.ts";
export { bounds } from "./bounds.ts";
export { buffer } from "./buffer.ts";
export { centroid } from "./centroid.ts";
export { clipByRect } from "./clip-by-rect.ts";
export { concaveHull } from "./concave-hull.ts";
export { convexHull } from "./convex-hull.ts";
export { coverageInvalidEdges } from "./coverage-invalid-edges.ts";
export { coverageIsValid } from "./coverage-is-valid.ts";
export { coverageSimplify } from "./coverage-simplify.ts";
export { coverageUnion } from "./coverage-union.ts";
export { delaunay } from "./delaunay.ts";
export { densify } from "./densify.ts";
export { difference } from "./difference.ts";
export { disjointSubsetUnion } from "./disjoint-subset-union.ts";
export { distance } from "./distance.ts";
export { envelope } from "./envelope.ts";
export { frechetDistance } from "./frechet-distance.ts";
export { hausdorffDistance } from "./hausdorff-distance.ts";
export { interpolate } from "./interpolate.ts";
export { intersection } from "./intersection.ts";
export { invalidity } from "./invalidity.ts";
export { isEmpty } from "./is-empty.ts";
export { isValid } from "./is-valid.ts";
export { length } from "./length.ts";
export { lineMerge } from "./line-merge.ts";
export { lineSubstring } from "./line-substring.ts";
export { makeValid } from "./make-valid.ts";
export { maximumInscribedCircle } from "./maximum-inscribed-circle.ts";
export { minimumBoundingCircle } from "./minimum-bounding-circle.ts";
export { minimumClearance } from "./minimum-clearance.ts";
export { minimumRotatedRectangle } from "./minimum-rotated-rectangle.ts";
export { nearestPoints } from "./nearest-points.ts";
export { node } from "./node.ts";
export { offsetCurve } from "./offset-curve.ts";
export { pointOnSurface } from "./point-on-surface.ts";
export { polygonize } from "./polygonize.ts";
export {
  contains,
  coveredBy,
  covers,
  crosses,
  disjoint,
  equals,
  intersects,
  overlaps,
  touches,
  within,
} from "./predicates.ts";
export { project } from "./project.ts";
export { reducePrecision } from "./reduce-precision.ts";
export { relate } from "./relate.ts";
export { relatePattern } from "./relate-pattern.ts";
export { simplify } from "./simplify.ts";
export { singleSidedBuffer } from "./single-sided-buffer.ts";
export { snap } from "./snap.ts";
export { snapToGrid } from "./snap-to-grid.ts";
export { symmetricDifference } from "./symmetric-difference.ts";
export { union } from "./union.ts";
export { voronoi } from "./voronoi.ts";
