import { isUtf8 } from "node:buffer";
import { SpatialError } from "../../errors.ts";
import type { ByteSource } from "./source.ts";

/** Bytes of another encoding are taken in pieces of this size. */
const PIECE = 1 << 16;

type Decoder = InstanceType<typeof TextDecoder>;

/** Of the beginning, which is looked at. */
const START = 64;

/** What the first bytes say; they count more than what was said, for nothing else begins so. */
const MARKS: readonly (readonly [mark: string, encoding: string])[] = [
  ["\xef\xbb\xbf", "utf-8"],
  ["\xff\xfe", "utf-16le"],
  ["\xfe\xff", "utf-16be"],
];

/**
 * The source's text as UTF-8 without a byte order mark. Bytes that are no UTF-8, or not of the encoding, throw
 * LAYER_UNREADABLE from `read`, with their place.
 * @param encoding any name that TextDecoder knows. Throws BAD_ARGUMENT for others.
 * @param refuse throws for what is no text, by its first bytes as Latin-1
 */
export async function textSource(
  source: ByteSource,
  encoding = "utf-8",
  refuse: (start: string) => void = () => undefined,
): Promise<ByteSource> {
  decoderFor(encoding);
  const start = new Uint8Array(START);
  let count = 0;
  for (let more = -1; count < start.length && more !== 0; count += more)
    more = await source.read(start.subarray(count));
  const text = Buffer.from(start.subarray(0, count)).toString("latin1");
  refuse(text);
  const [mark = "", marked = encoding] = MARKS.find(([each]) => text.startsWith(each)) ?? [];
  const whole = withFirst(source, start.subarray(mark.length, count));
  const decoder = decoderFor(marked);
  return decoder.encoding === "utf-8" ? checked(whole, mark.length) : decoded(whole, decoder, mark.length);
}

function decoderFor(encoding: string): Decoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `"${encoding}" is not an encoding mapcell knows; expected a name such as latin1, windows-1252, utf-16le, ` +
        "shift_jis, gb18030, or another of the web's.",
      { cause },
    );
  }
}

function withFirst(source: ByteSource, first: Uint8Array): ByteSource {
  let rest = first;
  return {
    ...source,
    read: async (into) => {
      if (rest.length === 0) return source.read(into);
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
  };
}

/** @param before bytes that were in front of what the source gives */
function checked(source: ByteSource, before: number): ByteSource {
  let at = before;
  /** The beginning of a character whose other bytes are still to come. */
  let begun: Uint8Array = new Uint8Array(0);
  return {
    ...source,
    read: async (into) => {
      const count = await source.read(into);
      const bytes = begun.length === 0 ? into.subarray(0, count) : Buffer.concat([begun, into.subarray(0, count)]);
      const whole = count === 0 ? bytes.length : bytes.length - begunAtEnd(bytes);
      if (!isUtf8(bytes.subarray(0, whole))) throw noUtf8(source.name, bytes, at);
      at += whole;
      begun = Uint8Array.from(bytes.subarray(whole));
      return count;
    },
  };
}

/** How many of the last bytes are the beginning of a character that is longer. */
function begunAtEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return lengthOf(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Of a character, by its first byte. */
function lengthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function noUtf8(name: string, bytes: Uint8Array, before: number): SpatialError {
  let at = 0;
  while (at < bytes.length && isUtf8(bytes.subarray(at, at + lengthOf(bytes[at]!)))) at += lengthOf(bytes[at]!);
  const byte = `0x${bytes[at]!.toString(16).toUpperCase().padStart(2, "0")}`;
  const around = Buffer.from(bytes.subarray(Math.max(0, at - 12), at + 12)).toString("latin1");
  return new SpatialError(
    "LAYER_UNREADABLE",
    `Cannot read "${name}": byte ${before + at} (${byte}, near ${JSON.stringify(around)}) is not UTF-8. ` +
      'Say how the text is encoded, e.g. --encoding latin1 or { encoding: "latin1" }.',
  );
}

function decoded(source: ByteSource, decoder: Decoder, before: number): ByteSource {
  const piece = new Uint8Array(PIECE);
  let rest: Uint8Array = new Uint8Array(0);
  let taken = before;
  let given = 0;
  const next = async (): Promise<boolean> => {
    const count = await source.read(piece);
    try {
      rest = Buffer.from(decoder.decode(piece.subarray(0, count), { stream: count > 0 }));
    } catch (cause) {
      const place = `between byte ${taken} and byte ${taken + count}`;
      const message = `Cannot read "${source.name}": ${place} it is not ${decoder.encoding}; give another --encoding.`;
      throw new SpatialError("LAYER_UNREADABLE", message, { cause });
    }
    taken += count;
    given += rest.length;
    return count > 0;
  };
  return {
    ...source,
    /** In UTF-8, by what it was so far. */
    get size() {
      return source.size === undefined || taken === 0 ? source.size : Math.ceil((source.size * given) / taken);
    },
    read: async (into) => {
      while (rest.length === 0 && (await next()));
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
  };
}
