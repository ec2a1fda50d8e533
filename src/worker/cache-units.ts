import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { SpatialError } from "../errors.ts";
import { type Digest, digestOf } from "../layers/layer-digest.ts";
import type { FingerprintPayload, KeepPayload, KeptResult, RecallPayload } from "../store/kept-result.ts";
import { ResultStore } from "../store/result-store.ts";
import type { UnitContext, UnitHandler } from "../tasks/job.ts";

/** The result of a task that was computed before; undefined where there is none. */
export const recall: UnitHandler = (payload, context): KeptResult | undefined => {
  const { place, key } = payload as RecallPayload;
  const found = withStore(context, "read", () => new ResultStore(place).recall(key));
  if (found === "damaged")
    context.log("warning", "What the cache had of this was damaged. It is dropped, and computed anew.");
  if (found === undefined || found === "damaged") return undefined;
  const kept = found.value as KeptResult;
  for (const { level, text } of kept.logs) context.log(level, text);
  return kept;
};

/** Keeps a result, and answers with the hashes of its layers, which others will ask for. */
export const keep: UnitHandler = (payload, context): readonly Digest[] => {
  const { place, key, what, answer, layers, logs } = payload as KeepPayload;
  const digests = layers.map((data) => digestOf(data));
  const kept: KeptResult = { answer, digests, logs };
  withStore(context, "written to", () => new ResultStore(place).keep(key, kept, what));
  return digests;
};

/**
 * Of a file and all that may be read with it, such as the parts of a Shapefile: those that have its name before the
 * ending. Undefined where it is no file of this machine.
 */
export const fingerprint: UnitHandler = (payload): string | undefined => {
  const { path, baseDir } = payload as FingerprintPayload;
  const file = resolve(baseDir, path);
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const stem = basename(file, extname(file));
  const hash = createHash("sha256");
  for (const name of readdirSync(dirname(file)).toSorted()) {
    const part = join(dirname(file), name);
    if (name !== stem && !name.startsWith(`${stem}.`)) continue;
    if (statSync(part, { throwIfNoEntry: false })?.isFile() !== true) continue;
    hash.update(JSON.stringify([name, createHash("sha256").update(readFileSync(part)).digest("hex")]));
  }
  return hash.digest("hex");
};

/** A cache that can't be used is no reason for a task to fail. */
function withStore<T>(context: UnitContext, how: string, use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (isTiedHere(error)) return undefined;
    context.log("warning", `The cache can't be ${how} (${error.message}). The task goes on without it.`);
    return undefined;
  }
}

/** There are values that no file can hold. */
function isTiedHere(error: Error): boolean {
  return error.name === "DataCloneError" || (error instanceof SpatialError && error.code === "UNCLONABLE");
}
