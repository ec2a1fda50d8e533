import { extname } from "node:path";
import { parseCrsId } from "../crs/crs-id.ts";
import { describeOutside, outsideGlobeIn } from "../crs/geographic-range.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { didYouMean } from "../layers/near-names.ts";
import type { ByteSink } from "./targets/byte-sink.ts";
import type { READABLE, WRITABLE } from "./endings.ts";
import { type Download, openDownload } from "./sources/download.ts";
import { readFlatGeobuf } from "./flatgeobuf/read-flatgeobuf.ts";
import { isAddress } from "./sources/paths.ts";
import { readGeoJson, type ReadOptions } from "./geojson/read-geojson.ts";
import { type ByteSource, openSource, type Place } from "./sources/source.ts";
import { TargetFile } from "./targets/target-file.ts";
import { tellLargeNumbers } from "./tell-large-numbers.ts";
import { writeFlatGeobuf } from "./flatgeobuf/write-flatgeobuf.ts";
import { writeGeoJson, writeGeoJsonSequence } from "./geojson/write-geojson.ts";

type Reader = (source: ByteSource, options: ReadOptions, feedback: Feedback) => Promise<LayerData>;
type Writer = (data: LayerData, sink: ByteSink, options: { name: string; feedback: Feedback }) => Promise<void>;

const READERS: Readonly<Record<(typeof READABLE)[number], Reader>> = {
  ".geojson": readGeoJson,
  ".json": readGeoJson,
  ".topojson": readGeoJson,
  ".geojsonl": readGeoJson,
  ".geojsons": readGeoJson,
  ".ndjson": readGeoJson,
  ".fgb": readFlatGeobuf,
};

const WRITERS: Readonly<Record<(typeof WRITABLE)[number], Writer>> = {
  ".geojson": writeGeoJson,
  ".json": writeGeoJson,
  ".geojsonl": writeGeoJsonSequence,
  ".ndjson": writeGeoJsonSequence,
  ".fgb": writeFlatGeobuf,
};

interface LoadOptions extends Place {
  /** What the path, an address, gave already. */
  readonly download?: Download;
  /** Overrides what the file states, e.g. "EPSG:3857". */
  readonly crs?: string;
  /** Which layer of a file that holds several. */
  readonly layer?: string;
  /** How its text is encoded, by a name that TextDecoder knows; UTF-8 if nothing is said. */
  readonly encoding?: string;
}

interface SaveOptions {
  /** Folder that relative paths start from. */
  readonly baseDir: string;
  /** What the layer is called inside the file, where the format has a place for it. */
  readonly name: string;
}

/**
 * Reads a layer from a file or an http(s) URL; the format follows the ending (of a URL without one, the content type).
 * Throws FILE_MISSING, FORMAT_UNKNOWN, LAYER_UNREADABLE, UNKNOWN_CRS.
 */
export async function readLayer(path: string, options: LoadOptions, feedback: Feedback): Promise<LayerData> {
  const { crs, layer, encoding } = options;
  const readOptions: ReadOptions = {
    ...(crs !== undefined && { crs: parseCrsId(crs) }),
    ...(layer !== undefined && { layer }),
    ...(encoding !== undefined && { encoding }),
  };
  const source = options.download ? openDownload(options.download) : await openSource(path, options);
  try {
    const reader = formatFor(READERS, source.extension, { path, act: "read" });
    if (reader === readFlatGeobuf && encoding !== undefined)
      throw new SpatialError("BAD_ARGUMENT", `The text in "${source.name}" is always UTF-8; leave out the encoding.`);
    const data = await reader(source, readOptions, feedback);
    warnOutside(data, feedback);
    tellLargeNumbers(data, feedback);
    return data;
  } catch (error) {
    if (options.signal?.aborted)
      throw new SpatialError("TASK_CANCELED", "The download was canceled.", { cause: error });
    throw error;
  } finally {
    await source.close();
  }
}

/**
 * Writes a layer; the format follows the ending. A file of that name is replaced only when all is written.
 * Throws FORMAT_UNKNOWN, FILE_MISSING (no such folder), LAYER_UNWRITABLE.
 */
export async function writeLayer(
  data: LayerData,
  path: string,
  options: SaveOptions,
  feedback: Feedback,
): Promise<{ bytes: number; features: number }> {
  if (isAddress(path)) {
    throw new SpatialError("LAYER_UNWRITABLE", `"${path}" is a web address; layers are written to files.`);
  }
  const writer = formatFor(WRITERS, extname(path).toLowerCase(), { path, act: "write" });
  const file = await TargetFile.open(path, options.baseDir);
  let bytes = 0;
  const write = async (chunk: Uint8Array): Promise<void> => {
    feedback.throwIfCanceled();
    await file.write(chunk);
    bytes += chunk.length;
  };
  try {
    await writer(data, { write }, { name: options.name, feedback });
    await file.finish(() => feedback.throwIfCanceled());
  } catch (error) {
    throw await file.giveUp(error);
  }
  feedback.progress(1, "writing");
  return { bytes, features: data.geometry.length };
}

/** A CRS that is wrong or was never said shows in coordinates that no longitude and latitude can be. */
function warnOutside({ geometry, crs }: LayerData, feedback: Feedback): void {
  const outside = outsideGlobeIn(geometry, crs);
  if (outside !== undefined) feedback.log("warning", describeOutside(outside));
}

function formatFor<T>(
  formats: Readonly<Record<string, T>>,
  extension: string,
  given: { path: string; act: string },
): T {
  const format = Object.hasOwn(formats, extension) ? formats[extension] : undefined;
  if (format !== undefined) return format;
  const allowed = Object.keys(formats);
  const what = extension === "" ? "has no ending that names a format" : `ends in "${extension}"`;
  throw new SpatialError(
    "FORMAT_UNKNOWN",
    `"${given.path}" ${what}; mapcell can ${given.act}: ${allowed.join(", ")}.${didYouMean(extension, allowed)}`,
  );
}
