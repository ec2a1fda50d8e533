import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AssetHashes } from "./map-state.ts";
import type { TasksState } from "./tasks-state.ts";

/** What browsers pull over the comm, once per page. */
export interface MapAssets {
  /** Every widget's `_esm`: a few KB that pull the rest. */
  readonly loader: string;
  readonly hashes: AssetHashes;
  readonly tasks: TasksState["assets"];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Reads the files the build put beside this module. @param folder ends in a slash. */
export function loadMapAssets(folder: URL = new URL("./", import.meta.url)): MapAssets {
  const files = new Map<string, Uint8Array>();
  const add = (path: string): string => {
    const bytes = readFileSync(new URL(path, folder));
    const hash = createHash("sha256").update(bytes).digest("hex");
    files.set(hash, bytes);
    return hash;
  };
  const hashes = {
    bundle: add("index.js.gz"),
    worldLow: add("basemap/world-low.json.gz"),
    worldHigh: add("basemap/world-high.json.gz"),
  };
  const tasks = { bundle: add("tasks.js.gz") };
  return { loader: readFileSync(new URL("loader.js", folder), "utf8"), hashes, tasks, files };
}
