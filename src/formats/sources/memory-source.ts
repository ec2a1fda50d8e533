import type { ByteSource, RandomSource } from "./source.ts";

/** Bytes of a file, and where in it they lie. */
export interface HeldPiece {
  readonly from: number;
  readonly bytes: Uint8Array;
}

export interface MemoryFile {
  readonly name: string;
  readonly extension: string;
  readonly mediaType?: string;
  /** The server's own mark of the file's state. */
  readonly etag?: string;
  /** Of the whole file. */
  readonly size: number;
  /** By where they begin. Of a part of a file, each is what one question asked for. */
  readonly pieces: readonly HeldPiece[];
  /** By ending. */
  readonly siblings?: Readonly<Record<string, MemoryFile>>;
}

/** Whether all of it is there. */
export function isComplete({ size, pieces }: MemoryFile): boolean {
  return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0) >= size;
}

/** A file, or what is needed of it, that is in memory. */
export function memorySource(file: MemoryFile): RandomSource {
  const { name, extension, size, pieces } = file;
  return {
    name,
    extension,
    size,
    ...(file.mediaType !== undefined && { mediaType: file.mediaType }),
    readAt: async (from, to) => bytesAt(file, from, Math.min(to, size)),
    stream: () => ({ name, extension, size, read: reader(pieces), close: async () => undefined }),
    sibling: async (ending) => {
      const other = file.siblings?.[ending];
      return other && memorySource(other);
    },
    checkSame: async () => undefined,
    close: async () => undefined,
  };
}

/** The bytes themselves where one piece holds them all, else a copy. */
function bytesAt({ name, pieces }: MemoryFile, from: number, to: number): Uint8Array {
  if (to <= from) return new Uint8Array(0);
  const whole = pieceWith(pieces, from, to);
  if (whole !== undefined) return whole.bytes.subarray(from - whole.from, to - whole.from);
  const copy = new Uint8Array(to - from);
  let at = from;
  for (let i = firstWith(pieces, from); at < to && i < pieces.length; i++) {
    const piece = pieces[i]!;
    const part = piece.bytes.subarray(at - piece.from, to - piece.from);
    if (piece.from > at || part.length === 0) continue;
    copy.set(part, at - from);
    at += part.length;
  }
  if (at < to) throw new Error(`bytes ${at} to ${to} of ${name} were not fetched`);
  return copy;
}

export function pieceWith(pieces: readonly HeldPiece[], from: number, to: number): HeldPiece | undefined {
  const first = pieces[firstWith(pieces, from)];
  if (first !== undefined && covers(first, from, to)) return first;
  return pieces.find((piece) => covers(piece, from, to));
}

function covers({ from: start, bytes }: HeldPiece, from: number, to: number): boolean {
  return start <= from && start + bytes.length >= to;
}

/** The last piece that begins at `at` or before it. */
function firstWith(pieces: readonly HeldPiece[], at: number): number {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.from <= at) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

function reader(pieces: readonly HeldPiece[]): ByteSource["read"] {
  let piece = 0;
  let at = 0;
  return async (into) => {
    while (piece < pieces.length && at === pieces[piece]!.bytes.length) {
      piece++;
      at = 0;
    }
    const part = pieces[piece]?.bytes.subarray(at, at + into.length) ?? new Uint8Array(0);
    into.set(part);
    at += part.length;
    return part.length;
  };
}
