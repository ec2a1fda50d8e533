import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat, statfs } from "node:fs/promises";
import { extname } from "node:path";
import { SpatialError } from "../../errors.ts";
import { pathError, resolvePath } from "./paths.ts";
import type { ByteSource, RandomSource } from "./source.ts";

/** File systems whose files the system makes up as they are read: proc, sysfs, debugfs, tracefs, cgroup, devpts … */
const MADE_UP = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270, 0x73636673, 0x1cd1]);

/** What something in a folder is, if it is no file with bytes of its own; undefined for one that is. */
export async function oddKind(full: string, info: Stats): Promise<string | undefined> {
  if (info.isFIFO()) return "a pipe";
  if (info.isSocket()) return "a socket";
  if (info.isCharacterDevice() || info.isBlockDevice()) return "a device";
  return MADE_UP.has((await statfs(full)).type) ? "an entry of the system" : undefined;
}

/**
 * Opens a file for reading. Throws FILE_MISSING, and LAYER_UNREADABLE for what is no file: reading a pipe or a device
 * might never end. Its stream throws at the end if the file is not the same as when it was opened.
 */
export async function openFile(path: string, baseDir: string): Promise<RandomSource> {
  const full = resolvePath(path, baseDir);
  const handle = await openPlain(path, full);
  const before = await handle.stat({ bigint: true });
  const checkSame = async (): Promise<void> => {
    const after = await handle.stat({ bigint: true });
    if (after.size === before.size && after.mtimeNs === before.mtimeNs) return;
    throw new SpatialError(
      "LAYER_UNREADABLE",
      `Cannot read "${path}": the file was written to while it was read (${before.size} bytes, then ${after.size}). ` +
        "Load it again when it is finished.",
    );
  };
  const about = { name: path, extension: extname(full).toLowerCase(), size: Number(before.size) };
  return {
    ...about,
    file: full,
    readAt: (from, to) => readRange(handle, from, Math.min(to, about.size)),
    stream: () => ({ ...about, read: reader(handle, checkSame), close: async () => undefined }),
    sibling: (ending) => siblingOf(path, baseDir, ending),
    checkSame,
    close: () => handle.close(),
  };
}

async function readRange(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, to - from));
  let done = 0;
  for (let count = -1; done < bytes.length && count !== 0; done += count)
    count = (await handle.read(bytes, done, bytes.length - done, from + done)).bytesRead;
  return bytes.subarray(0, done);
}

function reader(handle: FileHandle, atEnd: () => Promise<void>): ByteSource["read"] {
  let at = 0;
  return async (into) => {
    const { bytesRead } = await handle.read(into, 0, into.length, at);
    at += bytesRead;
    if (bytesRead === 0 && into.length > 0) await atEnd();
    return bytesRead;
  };
}

/** Endings are as often in capitals as not, whatever the first file's is. */
async function siblingOf(path: string, baseDir: string, ending: string): Promise<RandomSource | undefined> {
  const stem = path.slice(0, path.length - extname(path).length);
  for (const each of [ending, ending.toUpperCase()]) {
    try {
      return await openFile(stem + each, baseDir);
    } catch (error) {
      if (!(error instanceof SpatialError && error.code === "FILE_MISSING")) throw error;
    }
  }
  return undefined;
}

async function openPlain(path: string, full: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    await refuseOdd(path, full, await stat(full));
    // not blocking, for what has become a pipe since
    handle = await open(full, constants.O_RDONLY | constants.O_NONBLOCK);
    await refuseOdd(path, full, await handle.stat());
    return handle;
  } catch (cause) {
    await handle?.close();
    throw cause instanceof SpatialError ? cause : await pathError(path, full, cause);
  }
}

async function refuseOdd(path: string, full: string, info: Stats): Promise<void> {
  if (info.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
  const kind = await oddKind(full, info);
  if (kind === undefined) return;
  throw new SpatialError(
    "LAYER_UNREADABLE",
    `"${path}" is ${kind}; layers are read from files. Copy what it gives to a file first, and load that.`,
  );
}
