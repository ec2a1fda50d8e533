import { crsFrames, crsRows, crsShifts, crsUnits } from "./crs-table.ts";

/** What PROJ's database knows of one CRS; see generate-table.py for where each value comes from. */
export interface CrsRow {
  /** With its authority: "EPSG:3857". */
  readonly id: string;
  readonly name: string;
  readonly frame: Frame;
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
export interface Frame {
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
  /**
   * Helmert parameters to WGS 84 (metres, arc-seconds, ppm; position vector); empty where the two are one; undefined
   * where nobody knows, and coordinates are taken over unchanged, as PROJ does.
   */
  readonly shift: readonly number[] | undefined;
}

const rowsById = new Map<string, CrsRow>();

/** Finds a CRS by its id, e.g. "EPSG:3857". The table stays text: a look-up parses one line of it. */
export function findRow(id: string): CrsRow | undefined {
  const known = rowsById.get(id);
  if (known) return known;
  const start = crsRows.indexOf(`\n${id.replace(/^EPSG:/, "")}|`) + 1;
  if (start === 0) return undefined;
  const row = parseRow(id, crsRows.slice(start, crsRows.indexOf("\n", start)));
  rowsById.set(id, row);
  return row;
}

/** Id and name of every CRS of the table, in the order of their codes. */
export function* listCrs(): Generator<{ readonly id: string; readonly name: string }> {
  for (let start = 1; start < crsRows.length; start = crsRows.indexOf("\n", start) + 1) {
    const [code = "", name = ""] = crsRows.slice(start, start + 120).split("|", 2);
    yield { id: code.includes(":") ? code : `EPSG:${code}`, name };
  }
}

function parseRow(id: string, line: string): CrsRow {
  const [, name = "", frame, shift, unit, axis = "", bounds = "", projection = ""] = line.split("|");
  const [unitName = "", unitSize] = lineAt(crsUnits, unit).split("|");
  const [west, south, east, north] = bounds.split(",").map(Number);
  return {
    id,
    name,
    frame: parseFrame(lineAt(crsFrames, frame), lineAt(crsShifts, shift)),
    geographic: projection === "+proj=longlat",
    unit: unitName,
    unitSize: Number(unitSize),
    axis: axis.slice(0, 2),
    area: north === undefined ? undefined : [west ?? 0, south ?? 0, east ?? 0, north],
    projection,
  };
}

function parseFrame(line: string, shift: string): Frame {
  const [code = "", a, rf, meridian] = line.split("|");
  const flattening = Number(rf) === 0 ? 0 : 1 / Number(rf);
  return {
    code,
    a: Number(a),
    es: flattening * (2 - flattening),
    rf: Number(rf),
    meridian: (Number(meridian) * Math.PI) / 180,
    shift: shift === "unknown" ? undefined : shift.split(",").filter(Boolean).map(Number),
  };
}

/** Line `index` of one of the table's small parts, which begin with a line break. */
function lineAt(table: string, index: string | undefined): string {
  return table.split("\n")[Number(index) + 1] ?? "";
}
