import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Format } from "../../src/formats/format.ts";
import { readArrow } from "../../src/formats/arrow/read-arrow.ts";
import { readCsv } from "../../src/formats/csv/read-csv.ts";
import { readExcel } from "../../src/formats/excel/read-excel.ts";
import { readGeoPackage } from "../../src/formats/geopackage/read-geopackage.ts";
import { readGpx } from "../../src/formats/gpx/read-gpx.ts";
import { readKml } from "../../src/formats/kml/read-kml.ts";
import { readOsm } from "../../src/formats/osm/read-osm.ts";
import { readParquet } from "../../src/formats/parquet/read-parquet.ts";
import { readWkb } from "../../src/formats/well-known/read-wkb.ts";
import { readWkt } from "../../src/formats/well-known/read-wkt.ts";
import { readShapefile } from "../../src/formats/shapefile/read-shapefile.ts";
import { memorySource } from "../../src/formats/sources/memory-source.ts";
import type { ByteSource, RandomSource } from "../../src/formats/sources/source.ts";
import { type CrsId, parseCrsId } from "../../src/crs/crs-id.ts";
import { fuzz, type Report } from "../soak/mutate-files.ts";

/** Not beside this file: the soak runs it as a bundle elsewhere. */
const FIXTURES = join(process.cwd(), "test/fixtures");
const CRS: CrsId = parseCrsId("EPSG:4326");

type Read = NonNullable<Format["read"]>;

interface Fuzzed {
  readonly read: Read;
  readonly files: () => Buffer[];
  readonly layer?: string;
  /** Where the damaged bytes are one file of several: the others, by ending. */
  readonly beside?: Readonly<Record<string, string>>;
  /** The ending of the damaged one, where another is read. */
  readonly damaged?: string;
}

const filesOf = (folder: string, ending: string): Buffer[] =>
  readdirSync(join(FIXTURES, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(FIXTURES, folder, name)));

/** The formats that are fuzzed by their files. */
export const FUZZED: Readonly<Record<string, Fuzzed>> = {
  arrow: { read: readArrow, files: () => filesOf("arrow", ".arrow") },
  csv: { read: readCsv, files: () => filesOf("csv", ".csv") },
  gpkg: {
    read: readGeoPackage,
    files: () => [gunzipSync(readFileSync(join(FIXTURES, "geopackage/wal.gpkg.gz")))],
  },
  xlsx: { read: readExcel, files: () => filesOf("excel", ".xlsx").filter((file) => file.length < 20_000) },
  kml: { read: readKml, files: () => filesOf("kml-gpx", ".kml") },
  gpx: { read: readGpx, files: () => filesOf("kml-gpx", ".gpx") },
  osm: { read: readOsm, files: () => filesOf("osm", ".osm"), layer: "multipolygons" },
  wkt: { read: readWkt, files: () => filesOf("well-known", ".wkt") },
  wkb: { read: readWkb, files: () => filesOf("well-known", ".wkb") },
  parquet: {
    read: readParquet,
    files: () => filesOf("parquet", ".parquet").filter((file) => file.length < 20_000),
  },
  shp: { read: readShapefile, files: () => filesOf("shapefile", ".shp"), beside: { ".dbf": "values.dbf" } },
  dbf: {
    read: readShapefile,
    files: () => filesOf("shapefile", ".dbf"),
    beside: { ".shp": "values.shp" },
    damaged: ".dbf",
  },
  prj: {
    read: readShapefile,
    files: () => filesOf("shapefile", ".prj"),
    beside: { ".shp": "values.shp" },
    damaged: ".prj",
  },
};

/** Mutations of one format's files: each must be read or refused in our own words. */
export function fuzzFiles(name: string, options: { readonly seed: number; readonly count: number }): Promise<Report> {
  const { read, files, layer, beside = {}, damaged } = FUZZED[name]!;
  const others = Object.entries(beside).map(
    ([ending, file]) => [ending, readFileSync(join(FIXTURES, "shapefile", file))] as const,
  );
  return fuzz(
    async (source, query, feedback) => {
      const bytes = await wholeOf(source);
      const parts = new Map<string, Uint8Array>([...others, [damaged ?? `.${name}`, bytes]]);
      const given = name === "prj" ? query : { ...query, crs: CRS };
      return read(
        withSiblings(parts, damaged === undefined ? `.${name}` : ".shp"),
        layer === undefined ? given : { ...given, layer },
        feedback,
      );
    },
    files(),
    options,
  );
}

function withSiblings(parts: ReadonlyMap<string, Uint8Array>, extension: string): RandomSource {
  const bytes = parts.get(extension) ?? new Uint8Array(0);
  const source = memorySource({
    name: `damaged${extension}`,
    extension,
    size: bytes.length,
    pieces: [{ from: 0, bytes }],
  });
  return { ...source, sibling: async (ending) => (parts.has(ending) ? withSiblings(parts, ending) : undefined) };
}

async function wholeOf(source: ByteSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const into = new Uint8Array(1 << 16);
  for (let count = await source.read(into); count > 0; count = await source.read(into))
    chunks.push(Buffer.from(into.subarray(0, count)));
  return Buffer.concat(chunks);
}
