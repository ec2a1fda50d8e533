import type { MercatorGeometry } from "./mercator-geometry.ts";
import { choosePath, openTransform } from "../crs/transform.ts";
import type { CrsId } from "../crs/crs-id.ts";
import type { GeometryColumn } from "../geometry/column.ts";
import { Kind } from "../geometry/column.ts";
import { columnRange } from "../geometry/shared-column.ts";
import { addPoles, unwrapRing } from "./antimeridian.ts";

const MAX_LATITUDE = 85.0511287798066;
/** Half of the equator in EPSG:3857 metres. */
const HALF_WORLD_M = 20037508.342789244;
const LONGITUDE_LATITUDE = new Set(["EPSG:4326", "OGC:CRS84"]);

/** Projects a column of any known CRS; a feature with a vertex that has no place on Earth becomes NaN as a whole. */
export function toMercator(column: GeometryColumn, crs: CrsId): MercatorGeometry {
  const xy = new Float64Array(new SharedArrayBuffer(column.xy.byteLength));
  if (crs === "EPSG:3857") metresToUnit(column.xy, xy);
  else if (LONGITUDE_LATITUDE.has(crs)) degreesToUnit(column.xy, xy);
  else {
    const wgs84 = "EPSG:4326" as CrsId;
    const lost = openTransform(crs, wgs84, choosePath(column.xy, crs, wgs84))(column.xy, xy);
    if (lost > 0) hideUnplaced(column, xy);
    degreesToUnit(xy, xy);
  }
  const { partKinds, geomOffsets, partOffsets, ringOffsets } = column;
  const geometry = { partKinds, geomOffsets, partOffsets, ringOffsets, xy };
  return crs === "EPSG:3857" ? geometry : unwrap(geometry);
}

/** What is left of a shape without some of its vertices would be another shape. */
function hideUnplaced(column: GeometryColumn, xy: Float64Array): void {
  for (let i = 0; i < column.length; i++) {
    const { vertexStart, vertexEnd } = columnRange(column, i, i + 1);
    const own = xy.subarray(2 * vertexStart, 2 * vertexEnd);
    if (own.includes(Number.NaN)) own.fill(Number.NaN);
  }
}

/** Longitude and latitude to the unit square. */
export function degreesToUnit(from: Float64Array, to: Float64Array): void {
  for (let i = 0; i < from.length; i += 2) {
    const latitude = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, from[i + 1]!));
    const sine = Math.sin((latitude * Math.PI) / 180);
    to[i] = from[i]! / 360 + 0.5;
    to[i + 1] = 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
  }
}

function metresToUnit(from: Float64Array, to: Float64Array): void {
  for (let i = 0; i < from.length; i += 2) {
    to[i] = 0.5 + from[i]! / (2 * HALF_WORLD_M);
    to[i + 1] = Math.max(0, Math.min(1, 0.5 - from[i + 1]! / (2 * HALF_WORLD_M)));
  }
}

/** Makes shapes that jump from one side of the world to the other continuous. */
function unwrap(geometry: MercatorGeometry): MercatorGeometry {
  const aroundPole: number[] = [];
  const { partKinds, partOffsets, ringOffsets, xy } = geometry;
  for (let part = 0; part < partKinds.length; part++) {
    if (partKinds[part] === Kind.Point) continue;
    for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++) {
      const turns = unwrapRing(xy, ringOffsets[ring]!, ringOffsets[ring + 1]!);
      if (turns !== 0 && partKinds[part] === Kind.Polygon) aroundPole.push(ring);
    }
  }
  return aroundPole.length === 0 ? geometry : addPoles(geometry, aroundPole);
}
