import type { ByteSource } from "./source.ts";

const CHUNK = 1 << 20;
const LINE_FEED = 0x0a;

/**
 * The part of a source that is being read: bytes[pos] to bytes[end - 1] are there and not yet used. bytes[end] is 0, so
 * that a scanner may look one byte ahead without asking. Memory stays at a chunk or twice the largest feature.
 */
export class ByteWindow {
  bytes = Buffer.alloc(CHUNK + 1);
  pos = 0;
  end = 0;
  /** Whether nothing will follow bytes[end - 1]. */
  final = false;
  readonly #source: ByteSource;
  /** Bytes and line ends that were in front of bytes[0]. */
  #bytesBefore = 0;
  #linesBefore = 0;
  #columnBefore = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Bytes of the source before `pos`. */
  get position(): number {
    return this.#bytesBefore + this.pos;
  }

  /** Share of the source before `pos`, 0 to 1; undefined when its size is unknown. */
  get fraction(): number | undefined {
    const { size } = this.#source;
    return size === undefined ? undefined : Math.min(1, this.position / Math.max(size, 1));
  }

  /**
   * Reads on, at least until what is unused has doubled, so that a scanner that starts over after each call still takes
   * linear time. What lies before `pos` is forgotten. Returns false when the source had ended already.
   */
  async more(): Promise<boolean> {
    if (this.final) return false;
    this.#forget();
    const wanted = Math.max(this.end * 2, 1);
    while (this.end < wanted && !this.final) await this.#readChunk();
    this.bytes[this.end] = 0;
    return true;
  }

  /** Where bytes[at] is in the source: byte from 0, line and column (in bytes) from 1. */
  locate(at: number): { readonly byte: number; readonly line: number; readonly column: number } {
    const { lines, column } = this.#countLines(at);
    return { byte: this.#bytesBefore + at, line: lines + 1, column: column + 1 };
  }

  async #readChunk(): Promise<void> {
    if (this.bytes.length - this.end <= CHUNK / 2) {
      const larger = Buffer.alloc(Math.max(this.bytes.length * 2, CHUNK + 1));
      this.bytes.copy(larger, 0, 0, this.end);
      this.bytes = larger;
    }
    const room = this.bytes.subarray(this.end, Math.min(this.end + CHUNK, this.bytes.length - 1));
    const count = await this.#source.read(room);
    this.end += count;
    this.final = count === 0;
  }

  #forget(): void {
    const { lines, column } = this.#countLines(this.pos);
    this.#linesBefore = lines;
    this.#columnBefore = column;
    this.#bytesBefore += this.pos;
    this.bytes.copyWithin(0, this.pos, this.end);
    this.end -= this.pos;
    this.pos = 0;
  }

  #countLines(at: number): { lines: number; column: number } {
    let lines = this.#linesBefore;
    let column = this.#columnBefore + at;
    const used = this.bytes.subarray(0, at);
    for (let i = used.indexOf(LINE_FEED); i >= 0; i = used.indexOf(LINE_FEED, i + 1)) {
      lines++;
      column = at - i - 1;
    }
    return { lines, column };
  }
}
