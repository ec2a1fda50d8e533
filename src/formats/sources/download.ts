import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import { type ByteSource, openSource, type Place } from "./source.ts";

/** What an address gave, whole, in memory that may cross threads. */
export interface Download {
  readonly name: string;
  readonly extension: string;
  /** One behind the other. They are never joined: that would take the memory twice. */
  readonly pieces: readonly Uint8Array[];
}

const PIECE = 1 << 20;

/**
 * Fetches an address, so that whoever reads it does not wait for the server. Throws as `openSource` does, and
 * LAYER_UNREADABLE when more comes than maxBytes.
 */
export async function download(
  path: string,
  place: Place & { readonly maxBytes?: number },
  feedback: Feedback,
): Promise<Download> {
  const source = await openSource(path, place);
  const { maxBytes = Infinity } = place;
  try {
    const pieces: Uint8Array[] = [];
    let total = 0;
    refuseHuge(source, source.size ?? 0, maxBytes);
    for (;;) {
      const piece = new Uint8Array(new SharedArrayBuffer(PIECE));
      const count = await fill(piece, source, (more) => {
        feedback.throwIfCanceled();
        total += more;
        refuseHuge(source, total, maxBytes);
        feedback.progress(source.size === undefined ? 0 : total / source.size, `${(total / 1e6).toFixed(1)} MB`);
      });
      if (count > 0) pieces.push(piece.subarray(0, count));
      if (count < PIECE) break;
    }
    return { name: source.name, extension: source.extension, pieces };
  } finally {
    await source.close();
  }
}

/** A download as a source. */
export function openDownload({ name, extension, pieces }: Download): ByteSource {
  let piece = 0;
  let at = 0;
  return {
    name,
    extension,
    size: pieces.reduce((sum, { length }) => sum + length, 0),
    read: async (into) => {
      while (piece < pieces.length && at === pieces[piece]!.length) {
        piece++;
        at = 0;
      }
      const part = pieces[piece]?.subarray(at, at + into.length) ?? new Uint8Array(0);
      into.set(part);
      at += part.length;
      return part.length;
    },
    close: async () => undefined,
  };
}

/** How many bytes of the piece there are; it is full unless the source has ended. */
async function fill(piece: Uint8Array, source: ByteSource, onBytes: (count: number) => void): Promise<number> {
  let length = 0;
  while (length < piece.length) {
    const count = await source.read(piece.subarray(length));
    onBytes(count);
    if (count === 0) break;
    length += count;
  }
  return length;
}

function refuseHuge({ name, size }: ByteSource, bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  const what = size === undefined ? "gave more than" : `is ${gigabytes(size)}, more than`;
  throw new SpatialError(
    "LAYER_UNREADABLE",
    `${name} ${what} the ${gigabytes(maxBytes)} of memory there are for a download; save it to a file, and load that.`,
  );
}

function gigabytes(count: number): string {
  return `${(count / 1e9).toPrecision(3)} GB`;
}
