import { SpatialError } from "../errors.ts";
import type { GeometryApi } from "../geometry/geometry-api.ts";
import type { GeometryInput } from "../geometry/operations/arguments.ts";
import { plainColumn } from "../geometry/prepared-tests.ts";
import { crsInfo, rowOf } from "./crs.ts";
import { parseCrsId } from "./crs-id.ts";
import { unitMetres } from "./distance.ts";
import { groundArea, groundLength } from "./ground-measures.ts";

/** How a measure on the ground is asked for. */
export interface GroundOptions {
  /** Of the coordinates. */
  readonly crs?: string;
  /** "m", "km", "ha", "ft", "mi" …; of an area "m2", "km2", "ha". Metres if nothing is said. */
  readonly unit?: string;
}

type Measure = (geometry: GeometryInput, options?: GroundOptions) => number;

/** `area` and `length` also on the ground: on the ellipsoid where coordinates are degrees, planar where they are projected. */
export type GroundApi = Omit<GeometryApi, "area" | "length"> & { readonly area: Measure; readonly length: Measure };

export function withGroundMeasures(api: GeometryApi): GroundApi {
  const area: Measure = (geometry, options) =>
    options === undefined ? api.area(geometry) : measured("area", geometry, options);
  const length: Measure = (geometry, options) =>
    options === undefined ? api.length(geometry) : measured("length", geometry, options);
  return { ...api, area, length };
}

function measured(name: "area" | "length", geometry: GeometryInput, { crs: given, unit }: GroundOptions): number {
  const column = plainColumn(geometry, `geometry.${name}`);
  if (given === undefined)
    throw new SpatialError(
      "BAD_ARGUMENT",
      `geometry.${name}: on the ground the CRS of the coordinates is needed: { unit: "${name === "area" ? "km2" : "km"}", crs: layer.crs }`,
    );
  const crs = parseCrsId(given);
  const { geographic } = crsInfo(crs);
  // what is measured on the ellipsoid is in metres already
  const metres = geographic ? 1 : rowOf(crs).unitSize;
  if (name === "area") return (groundArea(column, 0, crs) * metres ** 2) / squareMetres(unit ?? "m2");
  return (groundLength(column, 0, crs) * metres) / lineMetres(unit ?? "m");
}

function lineMetres(unit: string): number {
  const metres = unitMetres(unit);
  if (metres !== undefined) return metres;
  throw new SpatialError("BAD_UNIT", `geometry.length: the unit is "${unit}"; expected such as m, km, ft or mi.`);
}

function squareMetres(unit: string): number {
  if (unit === "ha") return 10_000;
  const metres = /[2²]$/u.test(unit) ? unitMetres(unit.slice(0, -1)) : undefined;
  if (metres !== undefined) return metres ** 2;
  throw new SpatialError("BAD_UNIT", `geometry.area: the unit is "${unit}"; expected such as m2, km2, ha, ft2 or mi2.`);
}
