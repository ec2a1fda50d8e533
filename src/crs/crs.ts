import type { CrsId } from "./crs-id.ts";
import type { CrsRow } from "./crs-row.ts";
import { findRow } from "./crs-rows.ts";

/** What is known of a CRS without computing anything. */
export interface CrsInfo {
  readonly id: CrsId;
  /** As its authority names it, e.g. "WGS 84 / UTM zone 33N". */
  readonly name: string;
  /** Unit of its coordinates: "degree", "metre", "foot", "US survey foot", … */
  readonly units: string;
  /** For a geographic CRS the length of one unit along the equator. */
  readonly metresPerUnit: number;
  readonly geographic: boolean;
  /** Area of use: west, south, east, north in degrees; west > east where it crosses the antimeridian. */
  readonly area?: readonly [number, number, number, number];
}

export function crsInfo(id: CrsId): CrsInfo {
  const row = rowOf(id);
  return {
    id,
    name: row.name,
    units: row.unit.startsWith("degree") ? "degree" : row.unit,
    metresPerUnit: row.geographic ? row.unitSize * row.frame.a : row.unitSize,
    geographic: row.geographic,
    ...(row.area && { area: row.area }),
  };
}

/** The table's row of an id that parseCrsId made. */
export function rowOf(id: CrsId): CrsRow {
  const row = findRow(id);
  if (!row) throw new Error(`${id} was not made by parseCrsId`);
  return row;
}

/** A turn around the globe in units of the coordinates, 360 for degrees; undefined for a CRS that is not geographic. */
export function turnOf(crs: CrsId): number | undefined {
  const { geographic, unitSize } = rowOf(crs);
  if (!geographic) return undefined;
  const turn = (2 * Math.PI) / unitSize;
  // 360 and 400, not a rounding beside them
  return Math.abs(turn - Math.round(turn)) < 1e-9 ? Math.round(turn) : turn;
}
