import { extname } from "node:path";
import { promisify } from "node:util";
import { inflateRaw } from "node:zlib";
import { SpatialError } from "../../errors.ts";
import { memorySource } from "./memory-source.ts";
import type { RandomSource } from "./source.ts";

/** A file in an archive. */
export interface ZipMember {
  readonly path: string;
  open(): Promise<RandomSource>;
}

const END = 22;
const MOST_COMMENT = 65_535;
const END_MARK = 0x06054b50;
const ENTRY_MARK = 0x02014b50;
const ENTRY = 46;
const LOCAL = 30;
const MOST_BYTES = 2 ** 31;

interface Entry {
  readonly path: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
  readonly isEncrypted: boolean;
}

/** The files of a zip archive, read from its list at the end. Throws LAYER_UNREADABLE. */
export async function openZip(source: RandomSource): Promise<readonly ZipMember[]> {
  const entries = await entriesOf(source);
  const open = async (entry: Entry): Promise<RandomSource> => {
    const bytes = await bytesOf(source, entry);
    const extension = extname(entry.path).toLowerCase();
    const stem = entry.path.slice(0, entry.path.length - extension.length).toLowerCase();
    const file = memorySource({
      name: `${source.name}/${entry.path}`,
      extension,
      size: bytes.length,
      pieces: [{ from: 0, bytes }],
    });
    const sibling = async (ending: string): Promise<RandomSource | undefined> => {
      const other = entries.find(({ path }) => path.toLowerCase() === stem + ending);
      return other && open(other);
    };
    return { ...file, sibling };
  };
  return entries
    .filter(({ path }) => !path.endsWith("/"))
    .map((entry) => ({ path: entry.path, open: () => open(entry) }));
}

async function entriesOf(source: RandomSource): Promise<Entry[]> {
  const from = Math.max(0, source.size - END - MOST_COMMENT);
  const tail = Buffer.from(await source.readAt(from, source.size));
  const at = tail.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  if (at < 0 || at + END > tail.length || tail.readUInt32LE(at) !== END_MARK)
    throw damaged(source, "its list of files is missing (was it cut off?)");
  const [count, size, start] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
  if (start + size > source.size) throw damaged(source, "its list of files lies outside of it");
  const list = Buffer.from(await source.readAt(start, start + size));
  const entries: Entry[] = [];
  for (let i = 0, next = 0; i < count; i++) {
    if (next + ENTRY > list.length || list.readUInt32LE(next) !== ENTRY_MARK)
      throw damaged(source, "its list of files is broken");
    const [name, extra, comment] = [28, 30, 32].map((field) => list.readUInt16LE(next + field)) as [
      number,
      number,
      number,
    ];
    const bytes = list.subarray(next + ENTRY, next + ENTRY + name);
    const flags = list.readUInt16LE(next + 8);
    entries.push({
      path: bytes.toString((flags & 0x800) === 0 ? "latin1" : "utf8").replaceAll("\\", "/"),
      method: list.readUInt16LE(next + 10),
      packed: list.readUInt32LE(next + 20),
      size: list.readUInt32LE(next + 24),
      offset: list.readUInt32LE(next + 42),
      isEncrypted: (flags & 1) !== 0,
    });
    next += ENTRY + name + extra + comment;
  }
  return entries;
}

async function bytesOf(
  source: RandomSource,
  { path, method, packed, size, offset, isEncrypted }: Entry,
): Promise<Uint8Array> {
  const local = Buffer.from(await source.readAt(offset, offset + LOCAL));
  if (local.length < LOCAL || isEncrypted || size > MOST_BYTES)
    throw damaged(source, isEncrypted ? `"${path}" has a password` : `"${path}" lies outside of it, or is too large`);
  const start = offset + LOCAL + local.readUInt16LE(26) + local.readUInt16LE(28);
  const bytes = await source.readAt(start, start + packed);
  if (method !== 0 && method !== 8)
    throw damaged(source, `"${path}" is packed in a way (${method}) that mapcell does not know`);
  try {
    // what says it is smaller than it is can't fill the memory
    const whole = method === 0 ? bytes : await promisify(inflateRaw)(bytes, { maxOutputLength: Math.max(size, 1) });
    if (whole.length === size) return whole;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw damaged(source, `"${path}" can't be unpacked: ${cause.message}`, cause);
  }
  throw damaged(source, `"${path}" is not as long as it says`);
}

function damaged({ name }: RandomSource, what: string, cause?: Error): SpatialError {
  return new SpatialError("LAYER_UNREADABLE", `Cannot unpack "${name}": ${what}.`, { cause });
}
