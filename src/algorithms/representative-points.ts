import type { GeometryColumn } from "../geometry/column.ts";
import { featureCentroid } from "../geometry/measures.ts";

/** The centroid of each feature, x and y one after the other; NaN for one without geometry. */
export function centroidsOf(column: GeometryColumn): Float64Array {
  const points = new Float64Array(2 * column.length).fill(Number.NaN);
  for (let i = 0; i < column.length; i++) points.set(featureCentroid(column, i) ?? [], 2 * i);
  return points;
}
