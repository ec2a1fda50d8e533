import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { SpatialError } from "../errors.ts";
import type { StorePlace } from "./result-store.ts";

/** What the environment says of the cache: the value of MAPCELL_CACHE, and where it is. */
export interface CacheFromEnvironment {
  /** "never": no setting turns it on, as where a notebook is verified. */
  readonly use: "on" | "off" | "never";
  readonly place: StorePlace;
}

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };
const DEFAULT_LIMIT = 5e9;

/**
 * MAPCELL_CACHE is "on", "off", "never" or a folder, which turns it on; MAPCELL_CACHE_SIZE its limit, such as "20 GB".
 * @throws SpatialError BAD_ARGUMENT for a size that is none
 */
export function cacheFrom(environment: NodeJS.ProcessEnv): CacheFromEnvironment {
  const { MAPCELL_CACHE: said = "", MAPCELL_CACHE_SIZE: size = "", XDG_CACHE_HOME: caches = "" } = environment;
  const folder = join(caches === "" ? join(homedir(), ".cache") : caches, "mapcell");
  const limitBytes = limitFrom(size.trim());
  switch (said) {
    case "":
    case "off":
    case "0":
      return { use: "off", place: { folder, limitBytes } };
    case "never":
      return { use: "never", place: { folder, limitBytes } };
    case "on":
    case "1":
      return { use: "on", place: { folder, limitBytes } };
    default:
      return { use: "on", place: { folder: resolve(said), limitBytes } };
  }
}

function limitFrom(size: string): number {
  if (size === "") return DEFAULT_LIMIT;
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([MGT]B)$/.exec(size) ?? [];
  const bytes = Number(digits) * (UNITS[unit] ?? 0);
  if (bytes > 0) return bytes;
  throw new SpatialError("BAD_ARGUMENT", `MAPCELL_CACHE_SIZE is "${size}"; expected a size such as 500 MB or 20 GB.`);
}
