import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { packPortable, unpackPortable } from "../tasks/portable.ts";

/** First bytes of each segment; the number is that of the form. */
const MAGIC = Buffer.from("mapcell segment 1\n");
const LENGTH_BYTES = 4;

interface Head {
  readonly body: unknown;
  /** What follows the head, in this order. */
  readonly parts: readonly (readonly [hash: string, bytes: number])[];
}

/** A value as bytes, columns and all, with the hash that names it: of all of them, through the hashes of its parts. */
export interface Segment {
  readonly hash: string;
  readonly chunks: readonly Uint8Array[];
}

/** @throws SpatialError UNCLONABLE, or DataCloneError, for a value that is tied to this process */
export function packSegment(value: object): Segment {
  const { body, bytes } = packPortable(value);
  const parts = Array.from(bytes, ([hash, part]) => [hash, part.byteLength] as const);
  const head = serialize({ body, parts } satisfies Head);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  return { hash: hashOf(head), chunks: [MAGIC, length, head, ...bytes.values()] };
}

/**
 * The value again; undefined where one byte is not what it was.
 * @param hash what names the segment
 */
export function unpackSegment(bytes: Uint8Array, hash: string): unknown {
  const start = MAGIC.length + LENGTH_BYTES;
  if (bytes.length < start || !MAGIC.equals(bytes.subarray(0, MAGIC.length))) return undefined;
  const end = start + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).readUInt32LE(MAGIC.length);
  const head = bytes.subarray(start, end);
  if (hashOf(head) !== hash) return undefined;
  const { body, parts } = deserialize(head) as Head;
  const found = new Map<string, Uint8Array>();
  let at = end;
  for (const [part, length] of parts) {
    const content = bytes.subarray(at, at + length);
    if (hashOf(content) !== part) return undefined;
    found.set(part, content);
    at += length;
  }
  return at === bytes.length ? unpackPortable(body, (part) => found.get(part)!) : undefined;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
