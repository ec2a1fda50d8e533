import { createHash, type Hash } from "node:crypto";
import type { Feedback } from "../../feedback.ts";
import type { SourceFile } from "../../layers/provenance.ts";
import type { ByteSource, RandomSource } from "./source.ts";

/** Of a file of which only parts were read, so much is read besides to know it as a whole. */
const MOST_REST = 64 << 20;
const PIECE = 1 << 20;

/** A source that is hashed as it is read, and the files beside it that are asked for. */
export interface HashedSource extends RandomSource {
  /**
   * The files and their hashes, once all has been read that will be. What a reader passed over is read now; of a large
   * file, and of one on a server, the parts that were read are hashed instead.
   */
  files(feedback: Feedback): Promise<readonly SourceFile[]>;
}

/** @param isWhole whether all of it can be read: of a file on a server there may be only the parts that were asked for */
export function hashedSource(source: RandomSource, { isWhole = true, etag }: SourceKind = {}): HashedSource {
  const reading = new Reading(source, isWhole);
  const siblings = new Map<string, HashedSource>();
  return {
    ...source,
    readAt: async (from, to) => reading.saw(from, await source.readAt(from, to)),
    stream: () => reading.stream(),
    sibling: async (ending) => {
      const sibling = await source.sibling(ending);
      if (sibling === undefined) return undefined;
      const hashed = hashedSource(sibling, { isWhole });
      siblings.set(ending, hashed);
      return hashed;
    },
    files: async (feedback) => {
      const own = await reading.file(feedback);
      const others = [...siblings].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const beside: SourceFile[] = [];
      for (const [, sibling] of others) beside.push(...(await sibling.files(feedback)));
      return [etag === undefined ? own : { ...own, etag }, ...beside];
    },
  };
}

interface SourceKind {
  readonly isWhole?: boolean;
  /** The server's mark of the file's state. */
  readonly etag?: string | undefined;
}

class Reading {
  readonly #source: RandomSource;
  readonly #isWhole: boolean;
  /** Of the bytes from the start on, as far as they were read in order. */
  readonly #start = createHash("sha256");
  #length = 0;
  /** Of the others. */
  #parts: Hash | undefined;

  constructor(source: RandomSource, isWhole: boolean) {
    this.#source = source;
    this.#isWhole = isWhole;
  }

  saw(from: number, bytes: Uint8Array): Uint8Array {
    const end = from + bytes.length;
    if (from <= this.#length && end > this.#length) {
      update(this.#start, bytes.subarray(this.#length - from));
      this.#length = end;
    } else if (end > this.#length && !this.#willBeWhole()) {
      this.#parts ??= createHash("sha256");
      this.#parts.update(`${from} ${bytes.length}\n`);
      update(this.#parts, bytes);
    }
    return bytes;
  }

  stream(): ByteSource {
    const inner = this.#source.stream();
    let at = 0;
    const read = async (into: Uint8Array): Promise<number> => {
      const count = await inner.read(into);
      this.saw(at, into.subarray(0, count));
      at += count;
      return count;
    };
    return { ...inner, read, close: () => inner.close() };
  }

  async file(feedback: Feedback): Promise<SourceFile> {
    const { name: path, size: bytes } = this.#source;
    const isFew = this.#length === 0 && this.#parts === undefined;
    if (this.#willBeWhole() || (this.#isWhole && isFew)) await this.#readRest(feedback);
    const start = this.#start.digest("hex");
    if (this.#length >= bytes) return { path, bytes, sha256: start };
    const sha256 = createHash("sha256").update(`${this.#length} ${start} ${this.#parts?.digest("hex") ?? ""}`);
    return { path, bytes, sha256: sha256.digest("hex"), part: true };
  }

  #willBeWhole(): boolean {
    return this.#isWhole && this.#source.size - this.#length <= MOST_REST;
  }

  async #readRest(feedback: Feedback): Promise<void> {
    const { size } = this.#source;
    while (this.#length < size) {
      feedback.throwIfCanceled();
      const bytes = await this.#source.readAt(this.#length, Math.min(size, this.#length + PIECE));
      if (bytes.length === 0) return;
      this.saw(this.#length, bytes);
    }
  }
}

/** Not every version of node:crypto reads shared memory. */
function update(hash: Hash, bytes: Uint8Array): void {
  hash.update(bytes.buffer instanceof SharedArrayBuffer ? Buffer.from(bytes) : bytes);
}
