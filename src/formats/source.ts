import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SpatialError } from "../errors.ts";
import { didYouMean } from "../layers/near-names.ts";

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
}

/**
 * Opens a path (relative to baseDir, `~` is the home folder) or an http(s) or file URL. Throws FILE_MISSING, with
 * similar names of that folder, or LAYER_UNREADABLE.
 */
export async function openSource(path: string, place: Place): Promise<ByteSource> {
  return /^https?:\/\//i.test(path) ? openUrl(path, place.signal) : openFile(path, place.baseDir);
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

async function openFile(path: string, baseDir: string): Promise<ByteSource> {
  const full = resolvePath(path, baseDir);
  let handle: FileHandle;
  try {
    const info = await stat(full);
    if (info.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
    handle = await open(full);
  } catch (cause) {
    throw await pathError(path, full, cause);
  }
  const { size } = await handle.stat();
  return {
    name: path,
    extension: extname(full).toLowerCase(),
    size,
    read: async (into) => (await handle.read(into, 0, into.length)).bytesRead,
    close: () => handle.close(),
  };
}

/** File endings for what servers call the formats. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  "application/geo+json": ".geojson",
  "application/json": ".json",
  "application/geo+json-seq": ".geojsonl",
  "application/x-ndjson": ".ndjson",
  "application/flatgeobuf": ".fgb",
};

async function openUrl(text: string, signal: AbortSignal | undefined): Promise<ByteSource> {
  const url = parseUrl(text);
  const name = withoutPassword(url);
  const response = await request(url, name, signal);
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    const status = `${response.status} ${response.statusText}`.trim();
    const code = response.status === 404 ? "FILE_MISSING" : "LAYER_UNREADABLE";
    throw new SpatialError(code, `The server answered "${status}" for ${name}; expected a file.`);
  }
  const reader = response.body.getReader();
  let rest: Uint8Array = new Uint8Array(0);
  return {
    name,
    extension: extname(url.pathname).toLowerCase() || extensionOf(response),
    size: sizeOf(response),
    read: async (into) => {
      while (rest.length === 0) {
        const { done, value } = await reader.read();
        if (done) return 0;
        rest = value;
      }
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    close: () => reader.cancel(),
  };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (cause) {
    throw new SpatialError("BAD_ARGUMENT", `"${text}" is not a web address.`, { cause });
  }
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return shown.href;
}

async function request(url: URL, name: string, signal: AbortSignal | undefined): Promise<Response> {
  // fetch refuses addresses that carry a password: it goes into a header
  const { username, password } = url;
  const headers: Record<string, string> = {};
  if (username !== "") {
    const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    headers["authorization"] = `Basic ${Buffer.from(login).toString("base64")}`;
  }
  try {
    return await fetch(name, { headers, ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw new SpatialError("TASK_CANCELED", "The download was canceled.", { cause });
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw new SpatialError("LAYER_UNREADABLE", `Cannot reach ${name}: ${reason}.`, { cause });
  }
}

function extensionOf(response: Response): string {
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  return CONTENT_TYPES[type] ?? "";
}

/** What content-length says is the packed size when the answer comes packed. */
function sizeOf(response: Response): number | undefined {
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  return response.headers.has("content-encoding") || !Number.isSafeInteger(length) ? undefined : length;
}
