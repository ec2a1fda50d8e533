import { randomBytes } from "node:crypto";
import { type FileHandle, open, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { parseCrsId } from "../crs/crs-id.ts";
import { describeOutside, outsideGlobeIn } from "../crs/geographic-range.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import type { LayerData } from "../layers/layer-data.ts";
import { didYouMean } from "../layers/near-names.ts";
import type { ByteSink } from "./byte-sink.ts";
import type { READABLE, WRITABLE } from "./endings.ts";
import { type Download, openDownload } from "./download.ts";
import { readFlatGeobuf } from "./read-flatgeobuf.ts";
import { readGeoJson, type ReadOptions } from "./read-geojson.ts";
import { type ByteSource, openSource, pathError, type Place, resolvePath } from "./source.ts";
import { tellLargeNumbers } from "./tell-large-numbers.ts";
import { writeFlatGeobuf } from "./write-flatgeobuf.ts";
import { writeGeoJson, writeGeoJsonSequence } from "./write-geojson.ts";

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
  const { crs, layer } = options;
  const readOptions = { ...(crs !== undefined && { crs: parseCrsId(crs) }), ...(layer !== undefined && { layer }) };
  const source = options.download ? openDownload(options.download) : await openSource(path, options);
  try {
    const reader = formatFor(READERS, source.extension, { path, act: "read" });
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
  if (/^https?:/i.test(path)) {
    throw new SpatialError("LAYER_UNWRITABLE", `"${path}" is a web address; layers are written to files.`);
  }
  const writer = formatFor(WRITERS, extname(path).toLowerCase(), { path, act: "write" });
  const { target, temporary, handle } = await openTemporary(path, options.baseDir);
  let bytes = 0;
  const write = async (chunk: Uint8Array): Promise<void> => {
    feedback.throwIfCanceled();
    for (let done = 0; done < chunk.length;) done += (await handle.write(chunk, done)).bytesWritten;
    bytes += chunk.length;
  };
  try {
    await writer(data, { write }, { name: options.name, feedback });
    await handle.sync();
    await handle.close();
    feedback.throwIfCanceled();
    await rename(temporary, target);
  } catch (error) {
    await handle.close();
    await rm(temporary, { force: true });
    throw error instanceof SpatialError ? error : await writeError(path, target, error);
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

interface Temporary {
  readonly target: string;
  readonly temporary: string;
  readonly handle: FileHandle;
}

/** A new file beside the target (a rename within a folder is atomic), or beside what a link there points to. */
async function openTemporary(path: string, baseDir: string): Promise<Temporary> {
  const full = resolvePath(path, baseDir);
  try {
    const target = await linkTarget(full);
    const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
    return { target, temporary, handle: await open(temporary, "wx") };
  } catch (cause) {
    throw await writeError(path, full, cause);
  }
}

async function linkTarget(full: string): Promise<string> {
  try {
    return await realpath(full);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return full; // a new file
    throw error;
  }
}

async function writeError(path: string, full: string, cause: unknown): Promise<unknown> {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  if (code === undefined) return cause; // a bug, not the disk
  if (code === "ENOENT" || code === "ENOTDIR") return pathError(path, full, cause);
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "you may not write there",
    EPERM: "you may not write there",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
    EISDIR: "it is a folder",
  };
  const why = reasons[code] ?? String(cause);
  return new SpatialError("LAYER_UNWRITABLE", `Cannot write "${path}": ${why}.`, { cause });
}
