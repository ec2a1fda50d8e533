import { SpatialError } from "../../errors.ts";
import type { Feedback } from "../../feedback.ts";
import type { MemoryFile, HeldPiece } from "./memory-source.ts";
import type { ByteSource, SourceAccess } from "./source.ts";
import { openAddress } from "./web-source.ts";

const PIECE = 1 << 20;

/**
 * Fetches an address, so that whoever reads it does not wait for the server. It is never joined to one piece: that
 * would take the memory twice. Throws as `openAddress` does, and LAYER_UNREADABLE when more comes than maxBytes.
 */
export async function download(
  path: string,
  place: SourceAccess & { readonly maxBytes?: number },
  feedback: Feedback,
): Promise<MemoryFile> {
  const source = await openAddress(path, place);
  const { maxBytes = Infinity } = place;
  try {
    const pieces: HeldPiece[] = [];
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
      if (count > 0) pieces.push({ from: PIECE * pieces.length, bytes: piece.subarray(0, count) });
      if (count < PIECE) break;
    }
    const { name, extension, mediaType, etag } = source;
    return { name, extension, mediaType, ...(etag !== undefined && { etag }), size: total, pieces };
  } finally {
    await source.close();
  }
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
