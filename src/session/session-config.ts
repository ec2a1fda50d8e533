import type { KnownCells } from "../functions/known-cells.ts";
import type { CacheFromEnvironment } from "../store/store-place.ts";

export interface SessionConfig {
  /** The worker bundle; by default the one beside this file in the build. */
  readonly workerUrl?: URL;
  /** Compute lanes; by default one per core, at most 8. */
  readonly lanes?: number;
  /** Where relative paths start: the notebook's folder. */
  readonly baseDir?: string;
  /** Names that registered algorithms may not take. */
  readonly reservedNames?: readonly string[];
  /** The cells that task functions come from; a script has none. */
  readonly notebook?: KnownCells;
  /** See `Dispatcher`. */
  readonly onPulse?: (isAtWork: boolean) => void;
  /** What the environment says of the cache of results; by default this process's. */
  readonly cache?: CacheFromEnvironment;
  /** Looks for layers that tasks have written to. By default where the environment says MAPCELL_CHECK=1. */
  readonly checkLayers?: boolean;
}
