import { SpatialError } from "../../src/errors.ts";
import type { Feedback, LogLevel } from "../../src/feedback.ts";
import { memorySource } from "../../src/formats/sources/memory-source.ts";
import type { ByteSource, RandomSource } from "../../src/formats/sources/source.ts";
import type { ByteSink } from "../../src/formats/targets/byte-sink.ts";

/** A source over bytes in memory that gives at most `step` bytes a read, to put the ends of chunks anywhere. */
export function sourceOf(content: string | Uint8Array, step = Infinity, name = "test.geojson"): ByteSource {
  const bytes = Buffer.from(content);
  let at = 0;
  return {
    name,
    extension: name.slice(name.lastIndexOf(".")),
    size: bytes.length,
    read: async (into) => {
      const count = bytes.copy(into, 0, at, Math.min(bytes.length, at + step));
      at += count;
      return count;
    },
    close: async () => undefined,
  };
}

/** What is written, in memory. */
export class MemorySink implements ByteSink {
  #bytes = Buffer.alloc(0);

  get bytes(): Buffer {
    return this.#bytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
  }

  async rewrite(at: number, chunk: Uint8Array): Promise<void> {
    this.#bytes.set(chunk, at);
  }
}

/** A file in memory that is read anywhere. */
export function fileOf(content: string | Uint8Array, name: string): RandomSource {
  const bytes = Uint8Array.from(Buffer.from(content));
  const extension = name.slice(name.lastIndexOf("."));
  return memorySource({ name, extension, size: bytes.length, pieces: [{ from: 0, bytes }] });
}

/** Feedback that writes down what it is told, and is canceled after so many looks. */
export class Recorder implements Feedback {
  readonly fractions: number[] = [];
  readonly logs: (readonly [LogLevel, string])[] = [];
  #looks: number;

  constructor(cancelAfter = Infinity) {
    this.#looks = cancelAfter;
  }

  progress(fraction: number): void {
    this.fractions.push(fraction);
  }

  isCanceled(): boolean {
    return this.#looks <= 0;
  }

  throwIfCanceled(): void {
    if (this.#looks-- <= 0) throw new SpatialError("TASK_CANCELED", "canceled by the test");
  }

  log(level: LogLevel, text: string): void {
    this.logs.push([level, text]);
  }
}
