import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import type * as Sqlite from "node-sqlite3-wasm";
import type { Database } from "node-sqlite3-wasm";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SpatialError } from "../../errors.ts";
import type { RandomSource } from "../sources/source.ts";
import type { ByteSink } from "../targets/byte-sink.ts";

/** A row of an answer. */
export type SqlRow = Readonly<Record<string, number | bigint | string | Uint8Array | null>>;

/** Of the header: where the two bytes are that say that changes are in a file beside it ("WAL"). */
const JOURNAL_AT = 18;
const CHUNK = 1 << 20;

/**
 * Calls `use` with a database that is only read. It is opened under a name of its own: SQLite puts locks beside the name
 * that it is given, and the user's folder is not ours.
 */
export async function withDatabase<T>(source: RandomSource, use: (database: Database) => T): Promise<T> {
  return inFolder(async (folder) => {
    const path = join(folder, "read.gpkg");
    const [, version = 1] = await source.readAt(JOURNAL_AT - 1, JOURNAL_AT + 1);
    if (version === 1 && source.file !== undefined) await symlink(source.file, path);
    else {
      await refuseOpenChanges(source);
      await copyTo(source, path);
    }
    return useDatabase(source.name, path, use);
  });
}

/**
 * Calls `change` with a copy of a database, or a new one, whose bytes then go to the sink.
 * @param source what is there already
 */
export async function rewriteDatabase(
  source: RandomSource | undefined,
  { sink, name }: { readonly sink: ByteSink; readonly name: string },
  change: (database: Database) => void,
): Promise<void> {
  await inFolder(async (folder) => {
    const path = join(folder, "write.gpkg");
    if (source !== undefined) {
      await refuseOpenChanges(source);
      await copyTo(source, path);
    }
    useDatabase(name, path, change, false);
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) await sink.write(chunk as Buffer);
  });
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "mapcell-sqlite-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// oxlint-disable-next-line max-params -- a name, a place, what to do, and whether it may write
function useDatabase<T>(name: string, path: string, use: (database: Database) => T, readOnly = true): T {
  // a CommonJS package whose names an import can't see
  const sqlite = createRequire(import.meta.url)("node-sqlite3-wasm") as typeof Sqlite;
  const database = new sqlite.Database(path, { readOnly });
  try {
    return use(database);
  } catch (cause) {
    if (!(cause instanceof sqlite.SQLite3Error)) throw cause;
    throw new SpatialError("LAYER_UNREADABLE", `Cannot read "${name}": SQLite says: ${cause.message}.`, { cause });
  } finally {
    database.close();
  }
}

/** A program that has the file open may have changes in a file beside it, which we would not see. */
async function refuseOpenChanges(source: RandomSource): Promise<void> {
  const beside = await source.sibling(`${source.extension}-wal`);
  const size = beside?.size ?? 0;
  await beside?.close();
  if (size === 0) return;
  throw new SpatialError(
    "LAYER_UNREADABLE",
    `"${source.name}" is open in another program (QGIS?), with changes that are not in the file yet. Close it there, and try again.`,
  );
}

async function copyTo(source: RandomSource, path: string): Promise<void> {
  const file = await open(path, "wx");
  const stream = source.stream();
  const bytes = new Uint8Array(CHUNK);
  try {
    for (let count = await stream.read(bytes); count > 0; count = await stream.read(bytes))
      await file.write(bytes, 0, count);
    // all changes are in the file: it is like any other
    await file.write(Uint8Array.of(1, 1), 0, 2, JOURNAL_AT);
  } finally {
    await file.close();
  }
}
