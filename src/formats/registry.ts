import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";
import { arrow } from "./arrow/arrow.ts";
import { csv } from "./csv/csv.ts";
import { excel } from "./excel/excel.ts";
import { flatgeobuf } from "./flatgeobuf/flatgeobuf.ts";
import type { Format } from "./format.ts";
import type { FormatOptions } from "./format-options.ts";
import { geojson } from "./geojson/geojson.ts";
import { geopackage } from "./geopackage/geopackage.ts";
import { gpx } from "./gpx/gpx.ts";
import { kml, kmz } from "./kml/kml.ts";
import { newlineSequence } from "./geojson/newline-sequence.ts";
import { recordSequence } from "./geojson/record-sequence.ts";
import { osm } from "./osm/osm.ts";
import { parquet } from "./parquet/parquet.ts";
import { shapefile, zippedShapefile } from "./shapefile/shapefile.ts";
import { wkb, wkt } from "./well-known/wkt.ts";
import { topojson } from "./topojson/topojson.ts";

/** All there are. Where two would know a file by its first bytes, the first is taken. */
export const FORMATS: readonly Format[] = [
  geojson,
  newlineSequence,
  recordSequence,
  topojson,
  flatgeobuf,
  geopackage,
  shapefile,
  zippedShapefile,
  parquet,
  arrow,
  kml,
  kmz,
  gpx,
  osm,
  csv,
  excel,
  wkt,
  wkb,
];

type Act = "read" | "write";

/** Endings of the files that layers can be read from, or written to. */
export function endingsTo(act: Act): readonly string[] {
  return FORMATS.filter((format) => format[act] !== undefined).flatMap(({ endings }) => endings);
}

/** What a format may be told. */
export function optionsOf({ title, endings, readOptions, writeOptions }: Format, act: Act): FormatOptions {
  const isRead = act === "read";
  const example = `%${isRead ? "load" : "save"} towns towns${endings[0] ?? ""}`;
  return { title, example, table: isRead ? readOptions : writeOptions };
}

/** What each format may be told. */
export function optionsTo(act: Act): readonly FormatOptions[] {
  return FORMATS.map((format) => optionsOf(format, act));
}

/** The format of that ending, if there is one. */
export function formatOfEnding(ending: string): Format | undefined {
  return FORMATS.find(({ endings }) => endings.includes(ending));
}

export function formatOfMediaType(mediaType: string): Format | undefined {
  return FORMATS.find(({ mediaTypes }) => mediaTypes.includes(mediaType));
}

export function formatOfBytes(head: Uint8Array): Format | undefined {
  return FORMATS.find((format) => format.recognises?.(head) === true);
}

/** The format of an archive that has these files, if it is a file of its own and not a parcel of files. */
export function formatOfArchive(paths: readonly string[]): Format | undefined {
  return FORMATS.find(({ archive }) => archive !== undefined && paths.includes(archive));
}

/** What is said when no format is known. */
export function unknownFormat(path: string, ending: string, act: Act): SpatialError {
  const allowed = endingsTo(act);
  const what = ending === "" ? "has no ending that names a format" : `ends in "${ending}"`;
  return new SpatialError(
    "FORMAT_UNKNOWN",
    `"${path}" ${what}; mapcell can ${act}: ${allowed.join(", ")}.${didYouMean(ending, allowed)}`,
  );
}
