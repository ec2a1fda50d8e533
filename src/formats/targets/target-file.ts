import { type FileHandle, lstat, open, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { SpatialError } from "../../errors.ts";
import { removeLeftovers, temporaryName } from "./leftovers.ts";
import { pathError, resolvePath } from "../sources/paths.ts";
import { takePermissions } from "./permissions.ts";
import { oddKind } from "../sources/plain-file.ts";

const MOST_LINKS = 40;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is full",
  EISDIR: "it is a folder",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "the name is too long",
};

/** A file that is written beside the one it is to replace: a rename within a folder is atomic. */
export class TargetFile {
  readonly #path: string;
  readonly #target: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(path: string, target: string, temporary: string, handle: FileHandle) {
    this.#path = path;
    this.#target = target;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /**
   * Where a link points to counts, not the link. Throws FILE_MISSING (no such folder) and LAYER_UNWRITABLE: a pipe, a
   * device, a folder or an entry of the system is never replaced.
   */
  static async open(path: string, baseDir: string): Promise<TargetFile> {
    const full = resolvePath(path, baseDir);
    try {
      const target = await targetOf(path, full);
      await removeLeftovers(dirname(target));
      const temporary = join(dirname(target), await temporaryName(basename(target)));
      return new TargetFile(path, target, temporary, await open(temporary, "wx"));
    } catch (cause) {
      throw await writeError(path, full, cause);
    }
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length;) done += (await this.#handle.write(chunk, done)).bytesWritten;
  }

  /** Over bytes that were written before. */
  async rewrite(at: number, chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length;)
      done += (await this.#handle.write(chunk, done, chunk.length - done, at + done)).bytesWritten;
  }

  /** Takes away the file that is to be replaced. */
  async removeOld(): Promise<void> {
    await rm(this.#target, { force: true });
  }

  /** Makes what was written the file. @param throwIfCanceled is asked last */
  async finish(throwIfCanceled: () => void): Promise<void> {
    await this.#handle.sync();
    await takePermissions(this.#target, this.#temporary);
    throwIfCanceled();
    // the file is open until it has its name: what is closed and has a temporary one was given up
    await rename(this.#temporary, this.#target);
    await this.#handle.close();
  }

  /** Leaves all as it was. Returns the error as it is to be told. */
  async giveUp(error: unknown): Promise<unknown> {
    await this.#handle.close();
    await rm(this.#temporary, { force: true });
    return error instanceof SpatialError ? error : await writeError(this.#path, this.#target, error);
  }
}

async function targetOf(path: string, full: string): Promise<string> {
  let info;
  try {
    info = await stat(full);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    return endOfLinks(full); // a new file
  }
  if (info.isDirectory()) throw Object.assign(new Error("is a folder"), { code: "EISDIR" });
  const kind = await oddKind(full, info);
  if (kind === undefined) return realpath(full);
  throw new SpatialError("LAYER_UNWRITABLE", `"${path}" is ${kind}; layers are written to files. Give another name.`);
}

/** A link to a file that is not there yet makes that file. */
async function endOfLinks(full: string): Promise<string> {
  let end = full;
  for (let links = 0; links < MOST_LINKS; links++) {
    const next = await linkAt(end);
    if (next === undefined) return join(await realpath(dirname(end)), basename(end));
    end = resolve(dirname(end), next);
  }
  throw Object.assign(new Error("too many links"), { code: "ELOOP" });
}

async function linkAt(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function writeError(path: string, full: string, cause: unknown): Promise<unknown> {
  if (cause instanceof SpatialError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  if (code === undefined) return cause; // a bug, not the disk
  if (code === "ENOENT" || code === "ENOTDIR") return pathError(path, full, cause);
  const why = REASONS[code] ?? String(cause);
  return new SpatialError("LAYER_UNWRITABLE", `Cannot write "${path}": ${why}.`, { cause });
}
