import type { CrsId } from "../../crs/crs-id.ts";
import { densified } from "../../crs/densify.ts";
import { reprojectColumn } from "../../crs/reproject-column.ts";
import { SpatialError } from "../../errors.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import type { Bounds } from "../../geometry/column.ts";
import type { Extent } from "../../schema/types/extent.ts";

/**
 * The box around an extent in another CRS, whose sides may be bent there.
 * @param algorithm the name that messages begin with
 * @throws SpatialError CRS_MISMATCH
 */
export function boundsIn({ bounds, crs: from }: Extent, to: CrsId, algorithm: string): Bounds {
  if (from === undefined || from === to) return bounds;
  const builder = new GeometryBuilder();
  const [minX, minY, maxX, maxY] = bounds;
  builder.addGeoJson({
    type: "Polygon",
    coordinates: [
      [
        [minX, minY],
        [maxX, minY],
        [maxX, maxY],
        [minX, maxY],
        [minX, minY],
      ],
    ],
  });
  const moved = boundsOf(reprojectColumn(densified(builder.finish(), { from, to }, 1).column, { from, to }));
  if (moved !== undefined) return moved;
  throw new SpatialError("CRS_MISMATCH", `${algorithm}: the extent in ${from} has no image in ${to}.`);
}
