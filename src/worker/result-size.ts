import { SpatialError } from "../errors.ts";
import { limitBytes } from "../tasks/process-memory.ts";

const MB = 2 ** 20;
/** A smaller result is brought to the main thread unasked. */
const WORTH_BYTES = 32 * MB;
/** So many of its parts are looked at; of a result with more, all that the thread holds may be a part. */
const MAX_PARTS = 2000;
/** What the process may hold of the memory there is, for the moment in which a result crosses. */
const SHARE = 0.9;
/** It is there as a message, then once more on the main thread. */
const COPIES = 2;

/**
 * For a lane, before it answers: V8 copies a result in one go, which nobody can end in time.
 *
 * @throws SpatialError WORKER_MEMORY for a result whose copies do not fit beside what the process holds
 */
export function checkResultFits(value: unknown): void {
  const bytes = bytesToCopy(value);
  if (bytes < WORTH_BYTES || process.memoryUsage.rss() + COPIES * bytes <= limitBytes() * SHARE) return;
  const advice = "Return less, a layer, or typed arrays over a SharedArrayBuffer, which is not copied.";
  throw new SpatialError(
    "WORKER_MEMORY",
    `The result holds about ${(bytes / MB).toFixed(0)} MB, and there is not enough memory to copy that to the notebook. ${advice}`,
  );
}

/** Roughly. */
export function bytesToCopy(value: unknown): number {
  const parts: unknown[] = [value];
  const seen = new Set<object>();
  let bytes = 0;
  while (parts.length > 0) {
    const part = parts.pop();
    if (typeof part === "string") bytes += part.length;
    if (typeof part !== "object" || part === null || seen.has(part)) continue;
    seen.add(part);
    if (part instanceof ArrayBuffer) bytes += part.byteLength;
    const inside = partsOf(part);
    if (inside === undefined || seen.size + parts.length > MAX_PARTS) return Math.max(bytes, bytesOfThread());
    for (const one of inside) parts.push(one);
  }
  return bytes;
}

/** Undefined if there are too many. */
function partsOf(whole: object): readonly unknown[] | undefined {
  if (ArrayBuffer.isView(whole)) return [whole.buffer];
  if (whole instanceof SharedArrayBuffer) return [];
  if (whole instanceof Map) return whole.size > MAX_PARTS ? undefined : [...whole.keys(), ...whole.values()];
  if (whole instanceof Set) return whole.size > MAX_PARTS ? undefined : [...whole];
  const all: readonly unknown[] = Array.isArray(whole) ? whole : Object.values(whole);
  return all.length > MAX_PARTS ? undefined : all;
}

function bytesOfThread(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
