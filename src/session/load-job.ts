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
}

/** Fetching and reading: 30 MB/s of a good connection against 90 MB/s of GeoJSON. */
const WEIGHTS = [3, 1];
/** Of the memory there is, for one download: what is made of it needs some, too. */
const DOWNLOAD_SHARE = 0.4;

/** An address is fetched where waiting costs nothing; a lane that computes gets what came. */
export function loadJob(path: string, options: LoadOptions & { readonly baseDir: string }): Job {
  const load = (more: object = {}): Unit => ({ kind: "load", payload: { path, options: { ...options, ...more } } });
  if (!isAddress(path)) return { stages: [() => [load()]] };
  const maxBytes = Math.floor(limitBytes() * DOWNLOAD_SHARE);
  const fetch: Unit = { kind: "fetch", payload: { path, options: { ...options, maxBytes } }, repeatable: true };
  return { stages: [() => [fetch], ([download]) => [load({ download })]], lanes: ["io", "compute"], weights: WEIGHTS };
}
