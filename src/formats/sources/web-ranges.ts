import type { IncomingMessage } from "node:http";
import { extname } from "node:path";
import { SpatialError } from "../../errors.ts";
import { maskedAddress } from "./masked-address.ts";
import { type MemoryFile, memorySource, type HeldPiece, pieceWith } from "./memory-source.ts";
import type { SourceAccess, RandomSource } from "./source.ts";
import { type Course, explained, follow, parseUrl, refuseStatus, stallSeconds } from "./web-request.ts";

/** Of the beginning, which tells whether the server gives parts. */
const FIRST = 1 << 15;
const ATTEMPTS = 3;
const PAUSE_MS = 200;

/** A file on a server that gives parts of it. */
interface RangeSource extends RandomSource {
  /** All that was asked for so far, in memory that may cross threads. */
  fetched(): MemoryFile;
  readonly requests: () => number;
}

/**
 * A file on a server, read at any place by requests for ranges; undefined where the server gives files only whole. What
 * was read once is kept. A file that changes in between is refused. Throws as `openAddress` does.
 */
export async function openRanges(
  text: string,
  place: SourceAccess & { readonly maxBytes?: number },
): Promise<RangeSource | undefined> {
  const ranges = new Ranges(text, place);
  const first = await ranges.begin();
  if (first === undefined) return undefined;
  const { name, extension } = ranges;
  const { size } = first;
  const { etag } = first;
  const fetched = (): MemoryFile => {
    return { name, extension, size, ...(etag !== undefined && { etag }), pieces: ranges.sorted() };
  };
  return {
    name,
    extension,
    size,
    readAt: (from, to) => ranges.readAt(from, Math.min(to, size)),
    stream: () => memorySource(fetched()).stream(),
    sibling: async () => undefined,
    checkSame: async () => undefined, // each answer is compared with the first
    close: async () => undefined,
    fetched,
    requests: () => ranges.requests,
  };
}

/** What tells that a file is still the same. */
interface Identity {
  readonly size: number;
  readonly mark: string | undefined;
  readonly etag: string | undefined;
}

class Ranges {
  readonly name: string;
  readonly extension: string;
  requests = 0;
  readonly #place: SourceAccess & { readonly maxBytes?: number };
  readonly #seconds: number;
  readonly #pieces: HeldPiece[] = [];
  #url: URL;
  #identity: Identity | undefined;
  #total = 0;

  constructor(text: string, place: SourceAccess & { readonly maxBytes?: number }) {
    this.#url = parseUrl(text);
    this.#place = place;
    this.#seconds = stallSeconds(place.timeout);
    this.name = maskedAddress(this.#url);
    this.extension = extname(this.#url.pathname).toLowerCase();
  }

  async begin(): Promise<Identity | undefined> {
    const bytes = await this.#patiently(() => this.#fetch(0, FIRST));
    if (bytes === undefined || this.#identity === undefined) return undefined;
    this.#keep(0, bytes);
    return this.#identity;
  }

  sorted(): readonly HeldPiece[] {
    return this.#pieces.toSorted((a, b) => a.from - b.from);
  }

  async readAt(from: number, to: number): Promise<Uint8Array> {
    if (to <= from) return new Uint8Array(0);
    const known = pieceWith(this.sorted(), from, to);
    if (known !== undefined) return known.bytes.subarray(from - known.from, to - known.from);
    const bytes = await this.#patiently(() => this.#fetch(from, to));
    if (bytes === undefined) throw this.#changed();
    return this.#keep(from, bytes);
  }

  #keep(from: number, bytes: Uint8Array): Uint8Array {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    this.#pieces.push({ from, bytes: shared });
    this.#total += bytes.length;
    const { maxBytes = Infinity } = this.#place;
    if (this.#total <= maxBytes) return shared;
    const message = `What is needed of ${this.name} is more than the memory there is for a download; ask for less of it.`;
    throw new SpatialError("LAYER_UNREADABLE", message);
  }

  /** Servers that are busy, and connections that break, are asked again. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        const isFinal = error instanceof SpatialError;
        if (attempt >= ATTEMPTS || isFinal || this.#place.signal?.aborted === true) throw this.#told(error);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** (attempt - 1)));
      }
    }
  }

  #told(error: unknown): unknown {
    const course: Course = { received: 0, expected: undefined, isStalled: error instanceof Stalled };
    return explained(error, { name: this.name, seconds: this.#seconds, way: this.#place, course });
  }

  /** Undefined where the server gives no parts, or the file is another. */
  async #fetch(from: number, to: number): Promise<Uint8Array | undefined> {
    const course: Course = { received: 0, expected: undefined, isStalled: false };
    const headers = { "accept-encoding": "identity", range: `bytes=${from}-${to - 1}` };
    this.requests++;
    try {
      const { answer, url } = await follow(this.#url, { ...this.#place, seconds: this.#seconds, course, headers });
      this.#url = url;
      if (answer.statusCode === 416) return void answer.destroy();
      if (BUSY.has(answer.statusCode ?? 0)) throw new Busy(answer);
      refuseStatus(answer, this.name);
      const [, start, all] = /^bytes (\d+)-\d+\/(\d+)$/.exec(answer.headers["content-range"] ?? "") ?? [];
      if (answer.statusCode !== 206 || Number(start) !== from) return void answer.destroy();
      const { etag } = answer.headers;
      this.#compare({ size: Number(all), mark: etag ?? answer.headers["last-modified"], etag });
      return await wholeOf(answer, Math.min(to, Number(all)) - from);
    } catch (error) {
      throw course.isStalled ? new Stalled("no byte came") : error;
    }
  }

  #compare(identity: Identity): void {
    this.#identity ??= identity;
    if (this.#identity.size !== identity.size || this.#identity.mark !== identity.mark) throw this.#changed();
  }

  #changed(): SpatialError {
    return new SpatialError(
      "LAYER_UNREADABLE",
      `Cannot read ${this.name}: the file on the server changed while it was read. Load it again.`,
    );
  }
}

class Stalled extends Error {}

class Busy extends Error {
  constructor(answer: IncomingMessage) {
    super(`the server answered "${answer.statusCode} ${answer.statusMessage}"`);
    answer.destroy();
  }
}

const BUSY = new Set([429, 500, 502, 503, 504]);

async function wholeOf(answer: IncomingMessage, expected: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (bytes.length === expected) return bytes;
  throw new Error(`${bytes.length} bytes came, ${expected} were asked for`);
}
