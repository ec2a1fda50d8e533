import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writevSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { packSegment, unpackSegment } from "./segment.ts";

/** Where results are kept, and how much of them. */
export interface StorePlace {
  readonly folder: string;
  /** What is used least recently goes first. */
  readonly limitBytes: number;
}

/** What is known of a kept result besides itself. */
export interface ResultNote {
  /** Hash of the segment that holds it. */
  readonly object: string;
  /** What made it, for people. */
  readonly what: string;
}

export interface StoredResult extends ResultNote {
  readonly key: string;
  readonly bytes: number;
  readonly usedAt: Date;
}

/** Thrown away with other forms of it: what an older or newer mapcell keeps lies in a folder of its own. */
const FORM = "v1";
/** What a process that was killed has left unfinished is this old at least. */
const ABANDONED_MS = 3_600_000;

/**
 * Results by a hash of all that they depend on, in a folder that any number of processes may use at once: files are
 * written beside their place and renamed, so that each is there whole or not at all, and nothing is trusted that does not
 * have its own hash. A result's file is named by its content, so that equal ones lie there once.
 */
export class ResultStore {
  readonly #place: StorePlace;

  constructor(place: StorePlace) {
    this.#place = place;
  }

  /** "damaged": it was there and is not what it was; it is there no more. */
  recall(key: string): { readonly value: unknown } | "damaged" | undefined {
    const note = this.#note(key);
    if (note === undefined) return undefined;
    const path = this.#path("objects", note.object);
    const bytes = ifThere(() => readFileSync(path));
    if (bytes === undefined) {
      rmSync(this.#path("results", key), { force: true });
      return undefined;
    }
    const value = unpackSegment(bytes, note.object);
    if (value === undefined) {
      rmSync(path, { force: true });
      rmSync(this.#path("results", key), { force: true });
      return "damaged";
    }
    const now = new Date();
    ifThere(() => utimesSync(path, now, now)); // another process may be making room
    return { value };
  }

  /** False for one that is larger than all there may be. @throws what the file system says, such as ENOSPC */
  keep(key: string, value: object, what: string): boolean {
    const { hash, chunks } = packSegment(value);
    const size = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (size > this.#place.limitBytes) return false;
    const object = this.#path("objects", hash);
    if (!existsSync(object)) this.#write(object, (file) => writeAll(file, chunks));
    const note = JSON.stringify({ object: hash, what } satisfies ResultNote);
    this.#write(this.#path("results", key), (file) => writeFileSync(file, note));
    this.#makeRoom();
    return true;
  }

  /** What was used last comes first. */
  list(): readonly StoredResult[] {
    const results = this.#files("results").flatMap(({ name: key }) => {
      const note = this.#note(key);
      const object = note && ifThere(() => statSync(this.#path("objects", note.object)));
      return object === undefined ? [] : [{ ...note!, key, bytes: object.size, usedAt: object.mtime }];
    });
    return results.toSorted((a, b) => Number(b.usedAt) - Number(a.usedAt));
  }

  /** Bytes of all that is kept; equal results count once. */
  size(): number {
    return this.#files("objects").reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Reads every one of them. @returns keys of those that were damaged, and are dropped */
  verify(): readonly string[] {
    return this.list().flatMap(({ key }) => (this.recall(key) === "damaged" ? [key] : []));
  }

  clear(): void {
    rmSync(join(this.#place.folder, FORM), { recursive: true, force: true });
  }

  #note(key: string): ResultNote | undefined {
    const text = ifThere(() => readFileSync(this.#path("results", key), "utf8"));
    if (text === undefined) return undefined;
    const note = noteIn(text);
    // a name that is no hash might lead anywhere
    if (note !== undefined && /^[0-9a-f]{64}$/.test(note.object)) return note;
    rmSync(this.#path("results", key), { force: true });
    return undefined;
  }

  #makeRoom(): void {
    const objects = this.#files("objects").toSorted((a, b) => a.usedAt - b.usedAt);
    let excess = objects.reduce((sum, { bytes }) => sum + bytes, 0) - this.#place.limitBytes;
    if (excess <= 0) return;
    for (const { path, bytes } of objects) {
      if (excess <= 0) break;
      rmSync(path, { force: true });
      excess -= bytes;
    }
    for (const { name, path } of this.#files("results"))
      if (!existsSync(this.#path("objects", this.#note(name)?.object ?? "none"))) rmSync(path, { force: true });
    for (const { path, usedAt } of this.#files("unfinished"))
      if (Date.now() - usedAt > ABANDONED_MS) rmSync(path, { force: true });
  }

  /** Whole or not at all, whoever else writes the same. */
  #write(path: string, fill: (file: number) => void): void {
    const beside = join(this.#place.folder, FORM, "unfinished", "xx", `${process.pid}-${randomUUID()}`);
    for (const folder of [dirname(beside), dirname(path)]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = openSync(beside, "wx", 0o600);
    try {
      try {
        fill(file);
      } finally {
        closeSync(file);
      }
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
  }

  #path(kind: "objects" | "results", hash: string): string {
    return join(this.#place.folder, FORM, kind, hash.slice(0, 2), hash);
  }

  #files(kind: "objects" | "results" | "unfinished"): readonly StoredFile[] {
    const root = join(this.#place.folder, FORM, kind);
    const folders = ifThere(() => readdirSync(root)) ?? [];
    return folders.flatMap((folder) =>
      (ifThere(() => readdirSync(join(root, folder))) ?? []).flatMap((name) => {
        const path = join(root, folder, name);
        const stats = ifThere(() => statSync(path));
        return stats === undefined ? [] : [{ name, path, bytes: stats.size, usedAt: stats.mtimeMs }];
      }),
    );
  }
}

interface StoredFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/** Undefined where the file or folder is gone, or never was. */
function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

function noteIn(text: string): ResultNote | undefined {
  try {
    const { object, what } = JSON.parse(text) as Record<string, unknown>;
    return { object: String(object), what: String(what) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** One call may write less than it was given. */
function writeAll(file: number, chunks: readonly Uint8Array[]): void {
  for (const chunk of chunks) for (let at = 0; at < chunk.byteLength;) at += writevSync(file, [chunk.subarray(at)]);
}
