import { SpatialError } from "../errors.ts";
import type { Bounds } from "../geometry/column.ts";
import { parseCrsId, type CrsId } from "./crs-id.ts";
import { rowOf } from "./crs.ts";
import { findRow, listCrs } from "./crs-rows.ts";
import { openTransform } from "./transform.ts";

const LON_LAT = parseCrsId("EPSG:4326");
/** Points along a side of the box, whose image in longitude and latitude is bent. */
const PER_SIDE = 21;

/**
 * The UTM zone that the middle of a box lies in, as GeoPandas' `estimate_utm_crs` finds it: the middle in longitude and
 * latitude, and the first zone of the datum whose area of use has it. Throws BAD_ARGUMENT where there is none.
 * @param datum as names of CRSs have it: "WGS 84", "ETRS89", "NAD83"
 */
export function estimateUtm(bounds: Bounds, crs: CrsId, datum = "WGS 84"): CrsId {
  const [lon, lat] = middleOf(bounds, crs);
  const zones = zonesOf(datum.toLowerCase());
  if (zones.length === 0)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `There are no UTM zones of the datum "${datum}". Well-known ones are WGS 84, ETRS89, NAD83, NAD27; %crs utm lists all.`,
    );
  const found = zones.find((id) => hasPlace(id, lon, lat));
  if (found !== undefined) return parseCrsId(found);
  throw new SpatialError(
    "BAD_ARGUMENT",
    `The middle of the layer, ${lon.toFixed(4)}, ${lat.toFixed(4)}, is in no UTM zone of ${datum}: UTM ends at 84° north and ` +
      "80° south. Polar CRSs are EPSG:3413 and EPSG:3031.",
  );
}

const zonesByDatum = new Map<string, readonly string[]>();

/** Codes in order; what has its axes the other way round says so behind the zone. */
function zonesOf(datum: string): readonly string[] {
  const known = zonesByDatum.get(datum);
  if (known !== undefined) return known;
  const isZone = (name: string): boolean => {
    const [own = "", zone = ""] = name.toLowerCase().split(" / utm zone ");
    return own === datum && /^\d+[ns]$/.test(zone);
  };
  const zones = [...listCrs()].flatMap(({ id, name }) => (isZone(name) ? id : []));
  zonesByDatum.set(datum, zones);
  return zones;
}

function hasPlace(id: string, lon: number, lat: number): boolean {
  const area = findRow(id)?.area;
  if (area === undefined) return false;
  const [west, south, east, north] = area;
  const within = west <= east ? lon >= west && lon <= east : lon >= west || lon <= east;
  return within && lat >= south && lat <= north;
}

function middleOf(bounds: Bounds, crs: CrsId): readonly [lon: number, lat: number] {
  const { geographic, unit } = rowOf(crs);
  const [minX, minY, maxX, maxY] = geographic && unit === "degree" ? bounds : lonLatBounds(bounds, crs);
  return [wrapped((minX + maxX) / 2), (minY + maxY) / 2];
}

/** Longitudes go on beyond 180 degrees where the box crosses the antimeridian. */
function lonLatBounds([minX, minY, maxX, maxY]: Bounds, crs: CrsId): Bounds {
  const xy = new Float64Array(2 * (4 * PER_SIDE + 1));
  const corners = [minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY];
  for (let i = 0; i <= 4 * PER_SIDE; i++) {
    const side = Math.min(3, Math.floor(i / PER_SIDE));
    const share = i / PER_SIDE - side;
    for (const k of [0, 1]) xy[2 * i + k] = corners[2 * side + k]! * (1 - share) + corners[2 * side + 2 + k]! * share;
  }
  openTransform(crs, LON_LAT)(xy, xy);
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  let before: number | undefined;
  for (let i = 0; i < xy.length; i += 2) {
    let lon = xy[i]!;
    const lat = xy[i + 1]!;
    if (Number.isNaN(lon)) continue;
    if (before !== undefined) lon += 360 * Math.round((before - lon) / 360);
    before = lon;
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

function wrapped(lon: number): number {
  return lon >= -180 && lon <= 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
}
