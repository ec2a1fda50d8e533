import { extname } from "node:path";
import { crsInfo, rowOf } from "../crs/crs.ts";
import { isCustom } from "../crs/custom-crs.ts";
import { describeOutside, outsideGlobeIn } from "../crs/geographic-range.ts";
import { readCrs } from "../crs/read-crs.ts";
import { SpatialError } from "../errors.ts";
import type { Feedback } from "../feedback.ts";
import type { GeometryEngine } from "../geometry/engine.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { SourceFile } from "../layers/provenance.ts";
import { download } from "./sources/download.ts";
import type { Format } from "./format.ts";
import { checkedOptions } from "./format-options.ts";
import { type HashedSource, hashedSource } from "./sources/hashed-source.ts";
import { isComplete, type MemoryFile, memorySource } from "./sources/memory-source.ts";
import { isAddress } from "./sources/paths.ts";
import { openFile } from "./sources/plain-file.ts";
import { askedFor, withCondition } from "./condition.ts";
import { type GivenPart, parsePart, partOf, type Query } from "./query.ts";
import {
  endingsTo,
  formatOfArchive,
  formatOfBytes,
  formatOfEnding,
  formatOfMediaType,
  optionsOf,
  unknownFormat,
} from "./registry.ts";
import { unpacked } from "./sources/unpack.ts";
import type { SourceAccess, RandomSource } from "./sources/source.ts";
import type { ByteSink } from "./targets/byte-sink.ts";
import { TargetSet } from "./targets/target-set.ts";
import { tellLargeNumbers } from "./tell-large-numbers.ts";

/** Of a file, to see what it is. */
const HEAD = 512;

export interface LoadOptions extends SourceAccess, GivenPart {
  /** What the path, an address, gave already. */
  readonly download?: MemoryFile;
  /** Overrides what the file states, e.g. "EPSG:3857". */
  readonly crs?: string;
  /** Which layer of a file that holds several. */
  readonly layer?: string | undefined;
  /** How its text is encoded, by a name that TextDecoder knows; UTF-8 if nothing is said. */
  readonly encoding?: string;
  /** An expression that must be true of the features. */
  readonly where?: string;
  /** For an expression that computes with places; one is opened if there is none. */
  readonly openEngine?: () => Promise<GeometryEngine>;
  /** The format's own options. */
  readonly own?: Readonly<Record<string, unknown>>;
  /** Told of the files that were read, once all is read. */
  readonly onFiles?: (files: readonly SourceFile[]) => void;
}

/** A layer that was read, and the files that it was read from. */
export interface Loaded {
  readonly data: LayerData;
  readonly files: readonly SourceFile[];
}

interface SaveOptions {
  /** Folder that relative paths start from. */
  readonly baseDir: string;
  /** What the layer is called inside the file, where the format has a place for it. */
  readonly name: string;
  /** The format's own options. */
  readonly own?: Readonly<Record<string, unknown>>;
}

/**
 * Reads a layer from a file or an http(s) URL. The format follows the ending (of a URL without one, the content type),
 * unless the file begins as one of another format does.
 * Throws FILE_MISSING, FORMAT_UNKNOWN, LAYER_UNREADABLE, UNKNOWN_CRS.
 */
export async function readLayer(path: string, options: LoadOptions, feedback: Feedback): Promise<LayerData> {
  parsePart(options);
  const file = await openSource(path, options, feedback);
  try {
    const wanted = { layer: options.layer, endings: endingsTo("read"), isWhole: isOneFile };
    const { source, isMember, paths = [] } = await unpacked(file, wanted);
    const format = await formatOf(source, { path, paths }, feedback);
    const query = queryFor(format, isMember ? { ...options, layer: undefined } : options, source.name);
    const read = await format.read!(source, askedFor(query, options.where), feedback);
    const data = partOf(await withCondition(read, { ...options, name: source.name }, feedback), query);
    if (options.onFiles !== undefined) options.onFiles(await file.files(feedback));
    await file.checkSame();
    warnOutside(data, feedback);
    tellCustomCrs(data, feedback);
    tellLargeNumbers(data, feedback);
    return data;
  } catch (error) {
    if (options.signal?.aborted)
      throw new SpatialError("TASK_CANCELED", "The download was canceled.", { cause: error });
    throw error;
  } finally {
    await file.close();
  }
}

function isOneFile(paths: readonly string[]): boolean {
  return formatOfArchive(paths) !== undefined;
}

/** What a format is asked for. Throws BAD_ARGUMENT, UNKNOWN_CRS, UNKNOWN_OPTION. */
export function queryFor(format: Format, options: LoadOptions, name: string): Query {
  const { crs, layer, encoding, own } = options;
  if (encoding !== undefined && format.hasEncoding !== true)
    throw new SpatialError("BAD_ARGUMENT", `The text in "${name}" is always UTF-8; leave out the encoding.`);
  return {
    ...(crs !== undefined && { crs: readCrs(crs) }),
    ...(layer !== undefined && { layer }),
    ...(encoding !== undefined && { encoding }),
    ...parsePart(options),
    options: checkedOptions(own ?? {}, optionsOf(format, "read")),
  };
}

async function openSource(path: string, options: LoadOptions, feedback: Feedback): Promise<HashedSource> {
  if (options.download === undefined && !isAddress(path)) return hashedSource(await openFile(path, options.baseDir));
  const file = options.download ?? (await download(path, options, feedback));
  return hashedSource(memorySource(file), { isWhole: isComplete(file), etag: file.etag });
}

/** What a file begins with counts more than its ending: nothing else begins so. */
async function formatOf(
  source: RandomSource,
  { path, paths }: { readonly path: string; readonly paths: readonly string[] },
  feedback: Feedback,
): Promise<Format> {
  const head = await source.readAt(0, HEAD);
  const named = formatOfEnding(source.extension) ?? formatOfMediaType(source.mediaType ?? "");
  const known = named?.recognises?.(head) === true ? named : (formatOfArchive(paths) ?? formatOfBytes(head));
  const format = known ?? named;
  if (format?.read === undefined) throw unknownFormat(path, source.extension, "read");
  if (named !== undefined && !isAlike(format, named))
    feedback.log("warning", `"${source.name}" is ${format.title}, whatever its ending says.`);
  return format;
}

/** Formats that one reader takes need not be told apart. */
function isAlike(format: Format, named: Format): boolean {
  return format === named || (isJson(format) && isJson(named));
}

function isJson({ mediaTypes }: Format): boolean {
  return mediaTypes.some((type) => type.includes("json"));
}

/**
 * Writes a layer; the format follows the ending. A file of that name is replaced only when all is written.
 * Throws FORMAT_UNKNOWN, FILE_MISSING (no such folder), LAYER_UNWRITABLE.
 */
export async function writeLayer(
  data: LayerData,
  path: string,
  { baseDir, name, own = {} }: SaveOptions,
  feedback: Feedback,
): Promise<{ bytes: number; features: number }> {
  if (isAddress(path)) {
    throw new SpatialError("LAYER_UNWRITABLE", `"${path}" is a web address; layers are written to files.`);
  }
  const ending = extname(path).toLowerCase();
  const format = formatOfEnding(ending);
  if (format?.write === undefined) throw unknownFormat(path, ending, "write");
  const options = checkedOptions(own, optionsOf(format, "write"));
  const existing = (): Promise<RandomSource | undefined> => existingFile(path, baseDir, format);
  const files = await TargetSet.open({ path, baseDir, throwIfCanceled: () => feedback.throwIfCanceled() });
  const beside = (other: string): Promise<ByteSink> => files.beside(other);
  try {
    await format.write(data, files.main, { name, options, feedback, existing, beside });
    await files.finish(format.derived);
  } catch (error) {
    throw await files.giveUp(error);
  }
  feedback.progress(1, "writing");
  return { bytes: files.bytes, features: data.geometry.length };
}

/** The file that is to be changed; one of another kind is replaced. */
async function existingFile(path: string, baseDir: string, format: Format): Promise<RandomSource | undefined> {
  if (format.keepsOtherLayers !== true) return undefined;
  try {
    const source = await openFile(path, baseDir);
    if (format.recognises?.(await source.readAt(0, HEAD)) === true) return source;
    await source.close();
    return undefined;
  } catch (error) {
    if (error instanceof SpatialError && error.code === "FILE_MISSING") return undefined;
    throw error;
  }
}

/** Of a CRS that has no code it is said what is known of where it lies on Earth. */
function tellCustomCrs({ crs }: LayerData, feedback: Feedback): void {
  if (!isCustom(crs)) return;
  const isPlaced = rowOf(crs).frame.operations.some(({ helmert }) => helmert !== undefined);
  const kept = `The CRS "${crsInfo(crs).name}" has no code that mapcell knows, so it is kept as it is described: ${crs}.`;
  if (isPlaced) feedback.log("info", kept);
  else
    feedback.log(
      "warning",
      `${kept} No datum shift to WGS 84 is known for it: reprojected places may be off by up to some hundred metres. ` +
        "If you know its code, give it with --crs.",
    );
}

/** A CRS that is wrong or was never said shows in coordinates that no longitude and latitude can be. */
function warnOutside({ geometry, crs }: LayerData, feedback: Feedback): void {
  const outside = outsideGlobeIn(geometry, crs);
  if (outside !== undefined) feedback.log("warning", describeOutside(outside));
}
