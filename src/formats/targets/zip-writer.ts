import { crc32, deflateRawSync } from "node:zlib";
import type { ByteSink } from "./byte-sink.ts";

/** 1980-01-01: equal layers make equal files, so it is no time of day. */
const DAY = 0x21;
const DEFLATED = 8;
const UTF8 = 0x800;
const VERSION = 20;

interface Entry {
  readonly name: Buffer;
  readonly sum: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** Writes a zip archive, one file after the other. */
export class ZipWriter {
  readonly #sink: ByteSink;
  readonly #entries: Entry[] = [];
  #at = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** Adds a file of what `write` puts into its sink. */
  async add(path: string, write: (sink: ByteSink) => Promise<void>): Promise<void> {
    const chunks: Buffer[] = [];
    await write({
      write: async (chunk) => void chunks.push(Buffer.from(chunk)),
      rewrite: async () => Promise.reject(new Error("files in an archive are written once")),
    });
    const bytes = Buffer.concat(chunks);
    const packed = deflateRawSync(bytes);
    const entry = {
      name: Buffer.from(path),
      sum: crc32(bytes),
      packed: packed.length,
      size: bytes.length,
      offset: this.#at,
    };
    this.#entries.push(entry);
    const head = Buffer.alloc(30);
    head.write("PK\u0003\u0004", "latin1");
    head.writeUInt16LE(VERSION, 4);
    writeAbout(head, 6, entry);
    await this.#put(Buffer.concat([head, entry.name, packed]));
  }

  async finish(): Promise<void> {
    const start = this.#at;
    for (const entry of this.#entries) {
      const head = Buffer.alloc(46);
      head.write("PK\u0001\u0002", "latin1");
      head.writeUInt16LE(VERSION, 4);
      head.writeUInt16LE(VERSION, 6);
      writeAbout(head, 8, entry);
      head.writeUInt32LE(entry.offset, 42);
      await this.#put(Buffer.concat([head, entry.name]));
    }
    const end = Buffer.alloc(22);
    end.write("PK\u0005\u0006", "latin1");
    end.writeUInt16LE(this.#entries.length, 8);
    end.writeUInt16LE(this.#entries.length, 10);
    end.writeUInt32LE(this.#at - start, 12);
    end.writeUInt32LE(start, 16);
    await this.#put(end);
  }

  async #put(bytes: Buffer): Promise<void> {
    await this.#sink.write(bytes);
    this.#at += bytes.length;
  }
}

/** What stands both before a file and in the list at the end. */
function writeAbout(head: Buffer, at: number, { name, sum, packed, size }: Entry): void {
  head.writeUInt16LE(UTF8, at);
  head.writeUInt16LE(DEFLATED, at + 2);
  head.writeUInt16LE(DAY, at + 6);
  head.writeUInt32LE(sum, at + 8);
  head.writeUInt32LE(packed, at + 12);
  head.writeUInt32LE(size, at + 16);
  head.writeUInt16LE(name.length, at + 20);
}
