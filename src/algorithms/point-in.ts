import type { CrsId } from "../crs/crs-id.ts";
import { reprojectColumn } from "../crs/reproject-column.ts";
import { SpatialError } from "../errors.ts";
import { GeometryBuilder } from "../geometry/builder.ts";
import type { PointValue } from "../schema/types/point.ts";

/**
 * A given point in another CRS.
 * @param algorithm the name that messages begin with
 * @throws SpatialError CRS_MISMATCH
 */
export function pointIn({ x, y, crs: from }: PointValue, to: CrsId, algorithm: string): readonly [number, number] {
  if (from === undefined || from === to) return [x, y];
  const builder = new GeometryBuilder(1);
  builder.addGeoJson({ type: "Point", coordinates: [x, y] });
  const [movedX, movedY] = reprojectColumn(builder.finish(), { from, to }).xy;
  if (movedX !== undefined && movedY !== undefined) return [movedX, movedY];
  throw new SpatialError("CRS_MISMATCH", `${algorithm}: the point ${x},${y} in ${from} has no image in ${to}.`);
}
