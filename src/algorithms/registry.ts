import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { findNamed } from "../schema/names.ts";
import { type AlgorithmSchema, layerInputs } from "./algorithm.ts";
import type { Algorithm } from "./shapes.ts";
import type { ShortForm } from "./short-form.ts";
import { calculate } from "./short-forms/calculate.ts";
import { filter } from "./short-forms/filter.ts";
import { join } from "./short-forms/join.ts";
import { sort } from "./short-forms/sort.ts";
import { buffer } from "./vector-geometry/buffer.ts";
import { centroids } from "./vector-geometry/centroids.ts";
import { clip } from "./vector-overlay/clip.ts";
import { dissolve } from "./vector-geometry/dissolve.ts";
import { randomPointsInExtent } from "./vector-creation/random-points-in-extent.ts";
import { reproject } from "./vector-general/reproject.ts";
import { simplify } from "./vector-geometry/simplify.ts";
import { statisticsByCategories } from "./vector-analysis/statistics-by-categories.ts";
import { createGrid } from "./vector-creation/create-grid.ts";
import { orderByExpression } from "./vector-general/order-by-expression.ts";
import { collect } from "./vector-geometry/collect.ts";
import { convexHull } from "./vector-geometry/convex-hull.ts";
import { translate } from "./vector-geometry/translate.ts";
import { extractWithinDistance } from "./vector-selection/extract-within-distance.ts";
import { joinByNearest } from "./vector-general/join-by-nearest.ts";
import { mergeVectorLayers } from "./vector-general/merge-vector-layers.ts";
import { splitVectorLayer } from "./vector-general/split-vector-layer.ts";
import { pointOnSurface } from "./vector-geometry/point-on-surface.ts";
import { extractByExpression } from "./vector-selection/extract-by-expression.ts";
import { extractByLocation } from "./vector-selection/extract-by-location.ts";
import { countPointsInPolygon } from "./vector-analysis/count-points-in-polygon.ts";
import { sumLineLengths } from "./vector-analysis/sum-line-lengths.ts";
import { joinAttributesByLocation } from "./vector-general/join-attributes-by-location.ts";
import { joinAttributesTable } from "./vector-general/join-attributes-table.ts";
import { difference } from "./vector-overlay/difference.ts";
import { intersection } from "./vector-overlay/intersection.ts";
import { symmetricalDifference } from "./vector-overlay/symmetrical-difference.ts";
import { union } from "./vector-overlay/union.ts";
import { fieldCalculator } from "./vector-table/field-calculator.ts";
import { addAutoincrementalField } from "./vector-table/add-autoincremental-field.ts";
import { addGeometryAttributes } from "./vector-geometry/add-geometry-attributes.ts";
import { aggregate } from "./vector-geometry/aggregate.ts";
import { assignProjection } from "./vector-general/assign-projection.ts";
import { deleteColumn } from "./vector-table/delete-column.ts";
import { extractByAttribute } from "./vector-selection/extract-by-attribute.ts";
import { listUniqueValues } from "./vector-analysis/list-unique-values.ts";
import { refactorFields } from "./vector-table/refactor-fields.ts";
import { renameTableField } from "./vector-table/rename-table-field.ts";
import { retainFields } from "./vector-table/retain-fields.ts";
import { multipartToSingleparts } from "./vector-geometry/multipart-to-singleparts.ts";
import { promoteToMulti } from "./vector-geometry/promote-to-multi.ts";
import { swapXy } from "./vector-geometry/swap-xy.ts";
import { boundary } from "./vector-geometry/boundary.ts";
import { polygonsToLines } from "./vector-geometry/polygons-to-lines.ts";
import { explodeLines } from "./vector-geometry/explode-lines.ts";
import { boundingBoxes } from "./vector-geometry/bounding-boxes.ts";
import { extractVertices } from "./vector-geometry/extract-vertices.ts";
import { deleteHoles } from "./vector-geometry/delete-holes.ts";
import { removeDuplicateVertices } from "./vector-geometry/remove-duplicate-vertices.ts";
import { fixGeometries } from "./vector-geometry/fix-geometries.ts";
import { densifyByInterval } from "./vector-geometry/densify-by-interval.ts";
import { densifyByCount } from "./vector-geometry/densify-by-count.ts";
import { mergeLines } from "./vector-geometry/merge-lines.ts";
import { linesToPolygons } from "./vector-geometry/lines-to-polygons.ts";
import { poleOfInaccessibility } from "./vector-geometry/pole-of-inaccessibility.ts";
import { orientedMinimumBoundingBox } from "./vector-geometry/oriented-minimum-bounding-box.ts";
import { minimumEnclosingCircle } from "./vector-geometry/minimum-enclosing-circle.ts";
import { delaunayTriangulation } from "./vector-geometry/delaunay-triangulation.ts";
import { offsetLine } from "./vector-geometry/offset-line.ts";
import { coverageSimplify } from "./vector-geometry/coverage-simplify.ts";
import { voronoiPolygons } from "./vector-geometry/voronoi-polygons.ts";
import { affineTransform } from "./vector-geometry/affine-transform.ts";
import { interpolatePoint } from "./vector-geometry/interpolate-point.ts";
import { lineSubstring } from "./vector-geometry/line-substring.ts";
import { multiRingBuffer } from "./vector-geometry/multi-ring-buffer.ts";
import { pointsAlongLines } from "./vector-geometry/points-along-lines.ts";
import { reverseLineDirection } from "./vector-geometry/reverse-line-direction.ts";
import { rotate } from "./vector-geometry/rotate.ts";
import { shiftLongitudes } from "./vector-geometry/shift-longitudes.ts";
import { singleSidedBuffer } from "./vector-geometry/single-sided-buffer.ts";
import { smooth } from "./vector-geometry/smooth.ts";
import { snapPointsToGrid } from "./vector-geometry/snap-points-to-grid.ts";
import { splitLinesByLength } from "./vector-geometry/split-lines-by-length.ts";
import { variableDistanceBuffer } from "./vector-geometry/variable-distance-buffer.ts";
import { basicStatisticsForFields } from "./vector-analysis/basic-statistics-for-fields.ts";
import { dbscanClustering } from "./vector-analysis/dbscan-clustering.ts";
import { distanceMatrix } from "./vector-analysis/distance-matrix.ts";
import { distanceToNearestHubLines } from "./vector-analysis/distance-to-nearest-hub-lines.ts";
import { distanceToNearestHubPoints } from "./vector-analysis/distance-to-nearest-hub-points.ts";
import { hubLines } from "./vector-analysis/hub-lines.ts";
import { kMeansClustering } from "./vector-analysis/k-means-clustering.ts";
import { meanCoordinates } from "./vector-analysis/mean-coordinates.ts";
import { nearestNeighbourAnalysis } from "./vector-analysis/nearest-neighbour-analysis.ts";
import { overlapAnalysis } from "./vector-analysis/overlap-analysis.ts";
import { joinByLocationSummary } from "./vector-general/join-by-location-summary.ts";
import { polygonize } from "./vector-geometry/polygonize.ts";
import { lineIntersections } from "./vector-overlay/line-intersections.ts";
import { splitWithLines } from "./vector-overlay/split-with-lines.ts";
import { serviceAreaFromLayer } from "./network-analysis/service-area-from-layer.ts";
import { serviceAreaFromPoint } from "./network-analysis/service-area-from-point.ts";
import { shortestPathLayerToPoint } from "./network-analysis/shortest-path-layer-to-point.ts";
import { shortestPathPointToLayer } from "./network-analysis/shortest-path-point-to-layer.ts";
import { shortestPathPointToPoint } from "./network-analysis/shortest-path-point-to-point.ts";
import { localMoran } from "./vector-analysis/local-moran.ts";
import { moransI } from "./vector-analysis/morans-i.ts";
import { spatialWeights } from "./vector-analysis/spatial-weights.ts";
import { randomPointsInLayerBounds } from "./vector-creation/random-points-in-layer-bounds.ts";
import { randomPointsInPolygons } from "./vector-creation/random-points-in-polygons.ts";
import { randomPointsOnLines } from "./vector-creation/random-points-on-lines.ts";
import { deleteDuplicateGeometries } from "./vector-general/delete-duplicate-geometries.ts";
import { dropGeometries } from "./vector-general/drop-geometries.ts";
import { removeDuplicatesByAttribute } from "./vector-general/remove-duplicates-by-attribute.ts";
import { checkValidity } from "./vector-geometry/check-validity.ts";
import { concaveHull } from "./vector-geometry/concave-hull.ts";
import { eliminateSlivers } from "./vector-geometry/eliminate-slivers.ts";
import { extendLines } from "./vector-geometry/extend-lines.ts";
import { forceRhr } from "./vector-geometry/force-rhr.ts";
import { minimumBoundingGeometry } from "./vector-geometry/minimum-bounding-geometry.ts";
import { removeNullGeometries } from "./vector-geometry/remove-null-geometries.ts";
import { extractByExtent } from "./vector-overlay/extract-by-extent.ts";
import { multiDifference } from "./vector-overlay/multi-difference.ts";
import { multiIntersection } from "./vector-overlay/multi-intersection.ts";
import { multiUnion } from "./vector-overlay/multi-union.ts";
import { projectPoints } from "./vector-geometry/project-points.ts";
import { keepLargestParts } from "./vector-geometry/keep-largest-parts.ts";
import { angleToNearest } from "./cartography/angle-to-nearest.ts";
import { addField } from "./vector-table/add-field.ts";
import { addUniqueValueIndex } from "./vector-table/add-unique-value-index.ts";
import { coverageUnion } from "./vector-geometry/coverage-union.ts";
import { fieldCorrelation } from "./vector-analysis/field-correlation.ts";

/** Every algorithm mapcell brings along; magics, TypeScript calls, help and completion are made from this list. */
export const algorithms: readonly Algorithm[] = [
  addAutoincrementalField,
  addField,
  addGeometryAttributes,
  addUniqueValueIndex,
  affineTransform,
  aggregate,
  angleToNearest,
  assignProjection,
  basicStatisticsForFields,
  boundary,
  boundingBoxes,
  buffer,
  centroids,
  checkValidity,
  clip,
  collect,
  concaveHull,
  convexHull,
  countPointsInPolygon,
  coverageSimplify,
  coverageUnion,
  createGrid,
  dbscanClustering,
  delaunayTriangulation,
  deleteColumn,
  deleteDuplicateGeometries,
  deleteHoles,
  densifyByCount,
  densifyByInterval,
  difference,
  dissolve,
  distanceMatrix,
  distanceToNearestHubLines,
  distanceToNearestHubPoints,
  dropGeometries,
  eliminateSlivers,
  explodeLines,
  extendLines,
  extractByAttribute,
  extractByExpression,
  extractByExtent,
  extractByLocation,
  extractVertices,
  extractWithinDistance,
  fieldCalculator,
  fieldCorrelation,
  fixGeometries,
  forceRhr,
  hubLines,
  interpolatePoint,
  intersection,
  joinAttributesByLocation,
  joinAttributesTable,
  joinByLocationSummary,
  joinByNearest,
  keepLargestParts,
  kMeansClustering,
  lineIntersections,
  linesToPolygons,
  lineSubstring,
  listUniqueValues,
  localMoran,
  meanCoordinates,
  mergeLines,
  mergeVectorLayers,
  minimumBoundingGeometry,
  minimumEnclosingCircle,
  moransI,
  multiDifference,
  multiIntersection,
  multipartToSingleparts,
  multiRingBuffer,
  multiUnion,
  nearestNeighbourAnalysis,
  offsetLine,
  orderByExpression,
  orientedMinimumBoundingBox,
  overlapAnalysis,
  pointOnSurface,
  pointsAlongLines,
  poleOfInaccessibility,
  polygonize,
  polygonsToLines,
  projectPoints,
  promoteToMulti,
  randomPointsInExtent,
  randomPointsInLayerBounds,
  randomPointsInPolygons,
  randomPointsOnLines,
  refactorFields,
  removeDuplicatesByAttribute,
  removeDuplicateVertices,
  removeNullGeometries,
  renameTableField,
  reproject,
  retainFields,
  reverseLineDirection,
  rotate,
  serviceAreaFromLayer,
  serviceAreaFromPoint,
  shiftLongitudes,
  shortestPathLayerToPoint,
  shortestPathPointToLayer,
  shortestPathPointToPoint,
  simplify,
  singleSidedBuffer,
  smooth,
  snapPointsToGrid,
  spatialWeights,
  splitLinesByLength,
  splitVectorLayer,
  splitWithLines,
  statisticsByCategories,
  sumLineLengths,
  swapXy,
  symmetricalDifference,
  translate,
  union,
  variableDistanceBuffer,
  voronoiPolygons,
];

/** Short names of some of them. */
export const shortForms: readonly ShortForm[] = [calculate, filter, join, sort];

/** Everything that has a magic and a call. */
export const offered: readonly (Algorithm | ShortForm)[] = [...algorithms, ...shortForms];

/** One of mapcell's own. @throws SpatialError UNKNOWN_ALGORITHM, naming near ones. */
export function findAlgorithm(nameOrId: string): Algorithm {
  return findAmong(algorithms, nameOrId);
}

/**
 * Finds an algorithm by its name, or by its id with or without its provider, in any spelling: "simplify",
 * "simplifygeometries", "native:simplifygeometries" and "SIMPLIFY" are the same.
 * @throws SpatialError UNKNOWN_ALGORITHM, naming near ones.
 */
export function findAmong<A extends AlgorithmSchema>(known: readonly A[], nameOrId: string): A {
  const found = findNamed(known, nameOrId.trim(), namesOf);
  if (found) return found;
  const names = known.flatMap(({ name, id }) => [name, withoutProvider(id)]);
  throw new SpatialError(
    "UNKNOWN_ALGORITHM",
    `There is no algorithm "${nameOrId}".${didYouMean(withoutProvider(nameOrId.trim().toLowerCase()), names)} See %algorithms for all of them.`,
  );
}

/** Whether it reads a layer whose geometries must be valid, so that what to do with others is a question. */
export function needsValidity(algorithm: Pick<AlgorithmSchema, "parameters">): boolean {
  return layerInputs(algorithm).some(({ valid }) => valid);
}

/** What an algorithm is found by. */
export function namesOf({ name, id }: Pick<AlgorithmSchema, "name" | "id">): readonly string[] {
  return [name, id, withoutProvider(id)];
}

/** Whether all the words occur in what is said of the algorithm: name, id, title, group, tags, documentation. */
export function isAbout({ name, id, title, group, tags, doc }: AlgorithmSchema, words: readonly string[]): boolean {
  const text = [name, id, title, group, ...tags, doc].join(" ").toLowerCase();
  return words.every((word) => text.includes(word.toLowerCase()));
}

function withoutProvider(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}
