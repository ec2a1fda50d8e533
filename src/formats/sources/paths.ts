import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../../errors.ts";
import { didYouMean } from "../../layers/near-names.ts";

/** Whether a path is an http(s) address. Everything else with a colon in it is the name of a file. */
export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Whether it is no file of this machine: a web address, a database's. */
export function isElsewhere(path: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(path) && !/^file:/i.test(path);
}

/** The absolute path of what the user typed. */
export function resolvePath(path: string, baseDir: string): string {
  if (/^file:\/\//i.test(path)) return fileURLToPath(path);
  if (path === "~" || path.startsWith("~/")) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : resolve(baseDir, path);
}

/** What is known about a path that could not be opened or written. */
export async function pathError(path: string, full: string, cause: unknown): Promise<SpatialError> {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return missing(path, full, cause);
  if (code === "EISDIR")
    return new SpatialError("LAYER_UNREADABLE", `"${path}" is a folder; give a file in it.`, { cause });
  const why = code === "EACCES" || code === "EPERM" ? "you may not open it" : String(cause);
  return new SpatialError("LAYER_UNREADABLE", `Cannot open "${path}": ${why}.`, { cause });
}

async function missing(path: string, full: string, cause: unknown): Promise<SpatialError> {
  const folder = dirname(full);
  const names = await namesIn(folder);
  if (names === undefined) {
    const near = didYouMean(basename(folder), (await namesIn(dirname(folder))) ?? []);
    return new SpatialError("FILE_MISSING", `There is no folder "${dirname(path)}", needed for "${path}".${near}`, {
      cause,
    });
  }
  const near = didYouMean(basename(full), names);
  const advice = near === "" ? " Relative paths start at the notebook's folder." : near;
  return new SpatialError("FILE_MISSING", `There is no file "${path}".${advice}`, { cause });
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error) return undefined; // not there, or not for us to see
    throw error;
  }
}
