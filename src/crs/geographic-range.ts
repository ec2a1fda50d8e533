import type { GeometryColumn } from "../geometry/column.ts";
import { crsInfo } from "./crs.ts";
import type { CrsId } from "./crs-id.ts";

/** A vertex that is no longitude and latitude. */
export interface OutsideGlobe {
  /** Position of its feature in the layer. */
  readonly feature: number;
  readonly x: number;
  readonly y: number;
  /** Whether all vertices would be longitudes and latitudes if x and y changed places. */
  readonly swapped: boolean;
}

/** Rounding of a file's last digit, or of single precision, is no reason to doubt it: about a metre. */
const TOLERANCE = 1e-5;

/**
 * The first vertex whose latitude is beyond 90° or whose longitude is beyond 360°; undefined where all are on the globe.
 * @param quarter a quarter of a turn in units of the coordinates
 */
export function outsideGlobe(column: GeometryColumn, quarter = 90): OutsideGlobe | undefined {
  const { xy } = column;
  const latitude = quarter + TOLERANCE;
  const longitude = 4 * quarter + TOLERANCE;
  let at = 0;
  while (at < xy.length && !(Math.abs(xy[at + 1]!) > latitude || Math.abs(xy[at]!) > longitude)) at += 2;
  if (at >= xy.length) return undefined;
  let swapped = true;
  for (let i = 0; i < xy.length && swapped; i += 2)
    swapped = Math.abs(xy[i]!) <= latitude && Math.abs(xy[i + 1]!) <= longitude;
  return { feature: featureOf(column, at / 2), x: xy[at]!, y: xy[at + 1]!, swapped };
}

/** As `outsideGlobe`, in the units of the CRS; undefined for one that is not geographic. */
export function outsideGlobeIn(column: GeometryColumn, crs: CrsId): OutsideGlobe | undefined {
  const { geographic, units } = crsInfo(crs);
  return geographic ? outsideGlobe(column, units === "grad" ? 100 : 90) : undefined;
}

/** What the vertex is and what is likely meant, as a sentence for warnings and refusals, which names what to do. */
export function describeOutside({ feature, x, y, swapped }: OutsideGlobe): string {
  const what = `Feature ${feature} has the longitude ${x} and the latitude ${y}, which are not on the globe`;
  return swapped
    ? `${what}: this looks like latitude before longitude. Write longitude first.`
    : `${what}: this looks like metres. State the CRS they are in: --crs EPSG:… or { crs: "EPSG:…" }.`;
}

/** The feature that a vertex belongs to. */
function featureOf({ length, geomOffsets, partOffsets, ringOffsets }: GeometryColumn, vertex: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const end = ringOffsets[partOffsets[geomOffsets[middle + 1]!]!]!;
    if (end > vertex) high = middle;
    else low = middle + 1;
  }
  return low;
}
