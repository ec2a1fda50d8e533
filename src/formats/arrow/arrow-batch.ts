import { decompressZstd } from "hyparquet-compressors";
import { Damage, type FlatTable } from "../flatgeobuf/flat-table.ts";
import { lz4Frame } from "./lz4-frame.ts";

/** Numbers of fields in Arrow's Message.fbs. */
const BATCH = { length: 0, nodes: 1, buffers: 2, compression: 3 } as const;
const PAIR = 16;
const ZSTD = 1;
/** No codec makes more of less. */
const MOST_UNPACKED = 2 ** 31;
const MOST_RATIO = 50_000;

/** Rows of a table, as the memory of its columns, one after the other. */
export class ArrowBatch {
  readonly length: number;
  readonly #nodes: DataView;
  readonly #buffers: DataView;
  readonly #body: Uint8Array;
  /** Undefined where nothing is packed. */
  readonly #codec: number | undefined;
  #node = 0;
  #buffer = 0;

  constructor(table: FlatTable, body: Uint8Array) {
    this.#body = body;
    this.length = whole(table.uint64(BATCH.length));
    this.#nodes = table.structs(BATCH.nodes, PAIR);
    this.#buffers = table.structs(BATCH.buffers, PAIR);
    this.#codec = table.table(BATCH.compression)?.uint8(0);
  }

  /** Values of the next column, and how many of them are null. */
  node(): { readonly length: number; readonly nulls: number } {
    const at = PAIR * this.#node++;
    if (at + PAIR > this.#nodes.byteLength) throw new Damage("it has fewer columns than it says");
    return { length: whole(this.#nodes.getBigUint64(at, true)), nulls: whole(this.#nodes.getBigUint64(at + 8, true)) };
  }

  /** The next piece of memory, where typed arrays of eight bytes may lie. */
  buffer(): Uint8Array {
    const at = PAIR * this.#buffer++;
    if (at + PAIR > this.#buffers.byteLength) throw new Damage("it has fewer buffers than its columns need");
    const [start, size] = [
      whole(this.#buffers.getBigUint64(at, true)),
      whole(this.#buffers.getBigUint64(at + 8, true)),
    ];
    if (start + size > this.#body.length) throw new Damage("a buffer lies outside its batch");
    const bytes = this.#body.subarray(start, start + size);
    const plain = this.#codec === undefined || size === 0 ? bytes : unpacked(bytes, this.#codec);
    return plain.byteOffset % 8 === 0 ? plain : Uint8Array.from(plain);
  }
}

function whole(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Damage("a length leads out of it");
  return number;
}

/** The length in front; -1 where packing gained nothing. */
function unpacked(bytes: Uint8Array, codec: number): Uint8Array {
  if (bytes.length < 8) throw new Damage("a buffer is cut");
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true));
  const packed = bytes.subarray(8);
  if (size === -1) return packed;
  if (size < 0 || size > MOST_UNPACKED || size > MOST_RATIO * packed.length + 64)
    throw new Damage("a buffer would be huge");
  const plain = codec === ZSTD ? zstd(packed, size) : lz4Frame(packed, size);
  if (plain.length !== size) throw new Damage("a packed buffer has another length than it says");
  return plain;
}

function zstd(packed: Uint8Array, size: number): Uint8Array {
  try {
    return decompressZstd(packed, new Uint8Array(size));
  } catch {
    throw new Damage("a packed buffer is broken");
  }
}
