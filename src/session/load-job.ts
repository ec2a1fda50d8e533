import { optionsTo } from "../formats/registry.ts";
import { isAddress } from "../formats/sources/paths.ts";
import type { Job, Unit } from "../tasks/job.ts";
import { limitBytes } from "../tasks/process-memory.ts";

/** What a reader is told besides the path. */
export interface LoadOptions {
  /** Overrides what the file states. */
  readonly crs?: string;
  /** Which layer of a file that holds several. */
  readonly layer?: string;
  /** A name that TextDecoder knows. */
  readonly encoding?: string;
  /** Seconds without a byte that end a download. */
  readonly timeout?: number;
  /** minX,minY,maxX,maxY in units of the file's coordinates, as a list or as text. */
  readonly bounds?: readonly number[] | string;
  readonly fields?: readonly string[] | string;
  /** Of features. */
  readonly limit?: number;
  /** Options of formats. */
  readonly [option: string]: unknown;
}

const OF_ALL_FORMATS = ["crs", "layer", "encoding", "timeout", "bounds", "fields", "limit"];

/** The options that readers know, and those that say how the task runs. */
export function splitLoadOptions<K extends object>(
  given: K & LoadOptions,
): { readonly own: LoadOptions; readonly others: Omit<K, keyof LoadOptions> } {
  const { own, others } = split(given, [...OF_ALL_FORMATS, ...optionsTo("read").map(({ name }) => name)]);
  return { own, others: others as Omit<K, keyof LoadOptions> };
}

/** The options that writers know, and those that say how the task runs. */
export function splitSaveOptions<K extends object>(
  given: K,
): { readonly own: Readonly<Record<string, unknown>>; readonly others: K } {
  const { own, others } = split(
    given,
    optionsTo("write").map(({ name }) => name),
  );
  return { own, others: others as K };
}

type Options = Readonly<Record<string, unknown>>;

function split(given: object, names: readonly string[]): { readonly own: Options; readonly others: Options } {
  const entries = Object.entries(given as Options).filter(([, value]) => value !== undefined);
  const isOwn = ([name]: readonly [string, unknown]): boolean => names.includes(name);
  return {
    own: Object.fromEntries(entries.filter(isOwn)),
    others: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
  };
}

/** Fetching and reading: 30 MB/s of a good connection against 90 MB/s of GeoJSON. */
const WEIGHTS = [3, 1];
/** Of the memory there is, for one download: what is made of it needs some, too. */
const DOWNLOAD_SHARE = 0.4;

/** An address is fetched where waiting costs nothing; a lane that computes gets what came. */
export function loadJob(path: string, given: LoadOptions & { readonly baseDir: string }): Job {
  const { own, others } = split(
    given,
    optionsTo("read").map(({ name }) => name),
  );
  const options = { ...others, own };
  const load = (more: object = {}): Unit => ({ kind: "load", payload: { path, options: { ...options, ...more } } });
  if (!isAddress(path)) return { stages: [() => [load()]] };
  const maxBytes = Math.floor(limitBytes() * DOWNLOAD_SHARE);
  const fetch: Unit = { kind: "fetch", payload: { path, options: { ...options, maxBytes } }, repeatable: true };
  return { stages: [() => [fetch], ([download]) => [load({ download })]], lanes: ["io", "compute"], weights: WEIGHTS };
}
