import type { DatumOperation } from "./datum-operation.ts";

/** What PROJ's database knows of one CRS; see generate-table.py for where each value comes from. */
export interface CrsRow {
  /** With its authority: "EPSG:3857". */
  readonly id: string;
  readonly name: string;
  readonly frame: ReferenceFrame;
  readonly geographic: boolean;
  /** Name of the coordinates' unit, and its length in metres, or in radians if geographic. */
  readonly unit: string;
  readonly unitSize: number;
  /** Empty for x east and y north, else the directions of x and y: "ws" is x west, y south. */
  readonly axis: string;
  /** West, south, east, north in degrees; west > east where it crosses the antimeridian. */
  readonly area: readonly [number, number, number, number] | undefined;
  /** proj string of the projection alone: no ellipsoid, datum or units, zero parameters omitted. */
  readonly projection: string;
}

/** An ellipsoid with its position on Earth. Coordinates in one frame never need a datum shift. */
export interface ReferenceFrame {
  /** Code of the geographic CRS. */
  readonly code: string;
  /** Semi-major axis in metres. */
  readonly a: number;
  /** Eccentricity squared. */
  readonly es: number;
  /** Inverse flattening; 0 for a sphere. */
  readonly rf: number;
  /** Longitude of the prime meridian east of Greenwich, radians. */
  readonly meridian: number;
  /** PROJ's ways to WGS 84 that need no grid, in its order of preference; never empty. */
  readonly operations: readonly [DatumOperation, ...DatumOperation[]];
}
