import { type CrsId, parseCrsId } from "../../crs/crs-id.ts";
import { outsideGlobe } from "../../crs/geographic-range.ts";
import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind, type GeometryColumn } from "../../geometry/column.ts";
import { appendWkb } from "../../geometry/wkb-reader.ts";
import { appendWkt } from "../../geometry/wkt-reader.ts";
import type { GeometryColumns } from "./geometry-columns.ts";

/** What text stands for where a table has no places and no CRS. */
export const LON_LAT = parseCrsId("EPSG:4326");

/** Adds the places of rows of text, each from the columns that hold them. */
export class RowPlaces {
  readonly #geometry: GeometryBuilder;
  readonly #columns: GeometryColumns;
  #srid = 0;
  #without = 0;
  #firstWithout = "";

  constructor(geometry: GeometryBuilder, columns: GeometryColumns) {
    this.#geometry = geometry;
    this.#columns = columns;
  }

  /** Whether there are none: then it is a table. */
  get isNone(): boolean {
    return this.#columns.form === "none";
  }

  /** Whether a column holds geometries, and no values besides. */
  holds(column: number): boolean {
    return this.#columns.form === "text" && this.#columns.column === column;
  }

  /** The place of the next row, null where it has none. @param where "line 7". Throws INVALID_GEOMETRY, with `where` */
  add(cells: readonly (string | undefined)[], where: string): void {
    const columns = this.#columns;
    if (columns.form === "text") {
      const text = cells[columns.column]?.trim() ?? "";
      if (text !== "") return this.#text(text, where);
    } else if (columns.form === "xy") {
      const given = [cells[columns.x], cells[columns.y]];
      const [x, y] = given.map(coordinate);
      if (x !== undefined && y !== undefined) return this.#point(x, y);
      if (this.#without++ === 0) this.#firstWithout = `${where}: ${JSON.stringify(given)}`;
    }
    this.#geometry.beginFeature(Kind.Null);
    this.#geometry.endFeature();
  }

  /**
   * What is given, or said in the text; longitude and latitude where all coordinates can be those.
   * Throws UNKNOWN_CRS. @param title of the format, which can't state one
   */
  crs(given: CrsId | undefined, geometry: GeometryColumn, { name, title }: { name: string; title: string }): CrsId {
    if (this.isNone) return LON_LAT;
    if (given !== undefined) return given;
    if (this.#srid > 0) return parseCrsId(`EPSG:${this.#srid}`);
    const isNamed = this.#columns.form === "xy" && this.#columns.isLonLat;
    if (isNamed || outsideGlobe(geometry) === undefined) return LON_LAT;
    throw new SpatialError(
      "UNKNOWN_CRS",
      `"${name}" has coordinates that are no longitudes and latitudes, and ${title} cannot state a CRS. State it ` +
        'yourself, e.g. --crs EPSG:25832 or { crs: "EPSG:25832" }.',
    );
  }

  /** Where they are from, for a log. */
  source(names: readonly string[], crs: CrsId): string {
    const columns = this.#columns;
    const name = (column: number): string => `"${names[column]}"`;
    if (columns.form === "none") return "no column of places was found, so it is a table (--x, --y or --wkt name them)";
    if (columns.form === "text") return `geometries from ${name(columns.column)}, ${crs}`;
    return `points from ${name(columns.x)} and ${name(columns.y)}, ${crs}`;
  }

  /** Tells of the rows that have none. */
  warn(feedback: Feedback): void {
    if (this.#without > 0)
      feedback.log("warning", `${this.#without} rows have no place, the first at ${this.#firstWithout}.`);
  }

  #point(x: number, y: number): void {
    const geometry = this.#geometry;
    geometry.beginFeature(Kind.Point);
    geometry.beginPart(Kind.Point);
    geometry.beginRing();
    geometry.addVertex(x, y);
    geometry.endFeature();
  }

  #text(text: string, where: string): void {
    try {
      const isHex = /^[0-9a-f]+$/i.test(text);
      const srid = isHex ? appendWkb(this.#geometry, Buffer.from(text, "hex")) : appendWkt(this.#geometry, text);
      if (this.#srid === 0) this.#srid = srid;
    } catch (cause) {
      if (!(cause instanceof SpatialError)) throw cause;
      throw new SpatialError("INVALID_GEOMETRY", `${where}: ${cause.message.replace(/\.$/, "")}`, { cause });
    }
  }
}

function coordinate(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? "";
  if (!/^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
}

/** Names of columns: as the first row has them, each but once. */
export function columnNames(cells: readonly (string | undefined)[]): string[] {
  const names = new Set<string>();
  for (const [i, cell] of cells.entries()) {
    let name = cell?.trim() ?? "";
    if (name === "") name = `field_${i + 1}`;
    while (names.has(name)) name += "_2";
    names.add(name);
  }
  return [...names];
}
