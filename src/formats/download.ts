import type { Feedback } from "../feedback.ts";
import { type ByteSource, openSource, type Place } from "./source.ts";

/** What an address gave, whole, in memory that may cross threads. */
export interface Download {
  readonly name: string;
  readonly extension: string;
  readonly bytes: Uint8Array;
}

const READ_BYTES = 1 << 16;

/** Whether a path is an http(s) address. */
export function isAddress(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Fetches an address, so that whoever reads it does not wait for the server. Throws as `openSource` does. */
export async function download(path: string, place: Place, feedback: Feedback): Promise<Download> {
  const source = await openSource(path, place);
  try {
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (;;) {
      feedback.throwIfCanceled();
      const piece = new Uint8Array(READ_BYTES);
      const count = await source.read(piece);
      if (count === 0) break;
      pieces.push(piece.subarray(0, count));
      total += count;
      feedback.progress(source.size === undefined ? 0 : total / source.size, `${(total / 1e6).toFixed(1)} MB`);
    }
    return { name: source.name, extension: source.extension, bytes: joined(pieces, total) };
  } finally {
    await source.close();
  }
}

export function openDownload({ name, extension, bytes }: Download): ByteSource {
  let at = 0;
  return {
    name,
    extension,
    size: bytes.length,
    read: async (into) => {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return part.length;
    },
    close: async () => undefined,
  };
}

function joined(pieces: readonly Uint8Array[], total: number): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(total));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
