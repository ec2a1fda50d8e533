import { SpatialError } from "../errors.ts";
import { crsInfo, rowOf } from "./crs.ts";
import type { CrsId } from "./crs-id.ts";

/** A length as typed: in the layer's CRS units, or on the ground. */
export type Distance =
  | { readonly in: "layer"; readonly value: number }
  | { readonly in: "ground"; readonly metres: number };

const METRES: Readonly<Record<string, number>> = {
  mm: 0.001,
  cm: 0.01,
  m: 1,
  km: 1000,
  in: 0.0254,
  ft: 0.3048,
  yd: 0.9144,
  mi: 1609.344,
  nmi: 1852,
};

const LONG_NAMES: Readonly<Record<string, string>> = {
  metre: "m",
  meter: "m",
  kilometre: "km",
  kilometer: "km",
  foot: "ft",
  feet: "ft",
  yard: "yd",
  mile: "mi",
  degree: "deg",
  "°": "deg",
};

/** Metres in a unit of length, by any of its names. */
export function unitMetres(unit: string): number | undefined {
  const lower = unit.trim().toLowerCase();
  return METRES[LONG_NAMES[lower] ?? LONG_NAMES[lower.replace(/s$/, "")] ?? lower];
}

/** What may follow the number, for messages and help. */
export const distanceUnits = [...Object.keys(METRES), "deg"] as const;

const NUMBER_AND_UNIT = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i;

/**
 * Reads "500m", "2 km", "-30ft", "0.1deg", "5" or 5: a bare number is in CRS units, deg is for geographic CRSs only.
 * @param crs of the layer the length is for; without it degrees are taken as CRS units.
 * @throws SpatialError BAD_UNIT for a unit that is none or does not fit the CRS, BAD_ARGUMENT for what is no length.
 */
export function parseDistance(given: string | number, crs?: CrsId): Distance {
  const [, digits, suffix = ""] = NUMBER_AND_UNIT.exec(String(given).trim()) ?? [];
  const value = Number(digits);
  if (digits === undefined || !Number.isFinite(value)) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `"${given}" is not a length; expected a number with a unit, such as "500m".`,
    );
  }
  if (suffix === "") return { in: "layer", value };
  const lower = suffix.toLowerCase();
  const unit = LONG_NAMES[lower] ?? LONG_NAMES[lower.replace(/s$/, "")] ?? lower;
  const metres = METRES[unit];
  if (metres !== undefined) return { in: "ground", metres: value * metres };
  if (unit === "deg") return { in: "layer", value: value * degreesToUnits(given, crs) };
  throw new SpatialError(
    "BAD_UNIT",
    `"${given}" has the unknown unit "${suffix}"; use one of ${distanceUnits.join(", ")}, or a bare number for layer units.`,
  );
}

function degreesToUnits(given: string | number, crs: CrsId | undefined): number {
  if (crs === undefined) return 1;
  const { geographic, unit, unitSize } = rowOf(crs);
  if (geographic) return Math.PI / 180 / unitSize;
  throw new SpatialError(
    "BAD_UNIT",
    `"${given}" is in degrees, but ${crs} is in ${unit}; use a length such as "500m".`,
  );
}

/** The length in units of the CRS; on a geographic CRS a length on the ground is measured along the equator. */
export function toLayerUnits(distance: Distance, crs: CrsId): number {
  return distance.in === "layer" ? distance.value : distance.metres / crsInfo(crs).metresPerUnit;
}
