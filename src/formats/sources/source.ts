import { isAddress } from "./paths.ts";
import { openFile } from "./plain-file.ts";
import { openAddress } from "./web-source.ts";

/** A file or an answer from the web, read from its start. */
export interface ByteSource {
  /** As the user gave it, fit for messages: never an absolute path they did not type, no password. */
  readonly name: string;
  /** Lower case, with the dot; empty when there is none. */
  readonly extension: string;
  /** Bytes in all; undefined when a server does not say. */
  readonly size: number | undefined;
  /** Fills `into` from its start; 0 at the end. */
  read(into: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

export interface Place {
  /** Folder that relative paths start from. */
  readonly baseDir: string;
  /** Ends a download under way. */
  readonly signal?: AbortSignal;
  /** So many seconds without a byte end a download; 60 if nothing is said. */
  readonly timeout?: number;
}

/**
 * Opens a path (relative to baseDir, `~` is the home folder) or an http(s) or file URL. Throws FILE_MISSING, with
 * similar names of that folder, or LAYER_UNREADABLE.
 */
export async function openSource(path: string, place: Place): Promise<ByteSource> {
  return isAddress(path) ? openAddress(path, place) : openFile(path, place.baseDir);
}
