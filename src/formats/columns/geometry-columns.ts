import { SpatialError } from "../../errors.ts";
import { didYouMean } from "../../layers/near-names.ts";
import type { ValuesOf } from "../../schema/parameter.ts";
import { text } from "../../schema/types/text.ts";
import type { CsvCell } from "../csv/row-parser.ts";

/** In which columns the places are, by position. */
export type GeometryColumns =
  | { readonly form: "none" }
  | { readonly form: "xy"; readonly x: number; readonly y: number; readonly isLonLat: boolean }
  | { readonly form: "text"; readonly column: number };

/** Pairs of names, the surer ones first. */
const PAIRS: readonly (readonly [x: string, y: string, isLonLat: boolean])[] = [
  ["longitude", "latitude", true],
  ["lon", "lat", true],
  ["lng", "lat", true],
  ["long", "lat", true],
  ["decimallongitude", "decimallatitude", true],
  ["x", "y", false],
  ["xcoord", "ycoord", false],
  ["coordx", "coordy", false],
  ["pointx", "pointy", false],
  ["xcoordinate", "ycoordinate", false],
  ["easting", "northing", false],
  ["east", "north", false],
];
const TEXTS = new Set(["wkt", "geometry", "geom", "thegeom", "wkbgeometry", "shape", "wkb", "footprint"]);
const GEOMETRY =
  /^\s*(?:SRID=\d+;\s*)?(?:POINT|LINESTRING|POLYGON|MULTI|GEOMETRYCOLLECTION|TRIANGLE|TIN)|^\s*0[01][0-9a-f]{16,}\s*$/i;

/** What may be said of them. */
export const PLACES = {
  x: text({ optional: true, doc: "the column of the longitudes or eastings; guessed from the names." }),
  y: text({ optional: true, doc: "the column of the latitudes or northings; guessed from the names." }),
  wkt: text({
    optional: true,
    doc: "the column of geometries, as WKT or WKB in hexadecimals; guessed from the names.",
  }),
};

/** What is given, else what names and the first values show. Throws BAD_ARGUMENT. */
export function geometryColumns(
  names: readonly string[],
  samples: readonly (readonly CsvCell[])[],
  { x, y, wkt }: Partial<ValuesOf<typeof PLACES>>,
): GeometryColumns {
  if (wkt !== undefined) return { form: "text", column: positionOf(wkt, names) };
  if (x !== undefined || y !== undefined) {
    if (x === undefined || y === undefined)
      throw new SpatialError("BAD_ARGUMENT", "Give both --x and --y, or none: a place has two coordinates.");
    const [first, second] = [positionOf(x, names), positionOf(y, names)];
    const isLonLat = PAIRS.some(([a, b, lonLat]) => lonLat && a === plain(x) && b === plain(y));
    return { form: "xy", x: first, y: second, isLonLat };
  }
  return guessed(names, samples);
}

function guessed(names: readonly string[], samples: readonly (readonly CsvCell[])[]): GeometryColumns {
  const plainNames = names.map(plain);
  const column = plainNames.findIndex((name, i) => TEXTS.has(name) && holdsGeometry(samples, i));
  if (column >= 0) return { form: "text", column };
  for (const [x, y, isLonLat] of PAIRS) {
    const [first, second] = [plainNames.indexOf(x), plainNames.indexOf(y)];
    if (first >= 0 && second >= 0) return { form: "xy", x: first, y: second, isLonLat };
  }
  return { form: "none" };
}

function holdsGeometry(samples: readonly (readonly CsvCell[])[], column: number): boolean {
  const texts = samples.map((cells) => cells[column]).filter((cell) => cell !== undefined && cell !== "");
  return texts.length > 0 && texts.every((cell) => GEOMETRY.test(cell ?? ""));
}

function positionOf(name: string, names: readonly string[]): number {
  const exact = names.indexOf(name);
  const position = exact >= 0 ? exact : names.findIndex((each) => each.toLowerCase() === name.toLowerCase());
  if (position >= 0) return position;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `There is no column "${name}".${didYouMean(name, names)} Columns: ${names.join(", ")}.`,
  );
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, "");
}
