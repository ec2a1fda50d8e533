import { Damage } from "../flatgeobuf/flat-table.ts";

const MAGIC = 0x184d2204;
const [HAS_ID, HAS_SIZE, HAS_SUM, BLOCK_SUM] = [0x01, 0x08, 0x04, 0x10];
const PLAIN = 0x80000000;
const LEAST_MATCH = 4;
const LONG = 15;

/** Unpacks an LZ4 frame of which it is known how long it is; sums are left to what is read of it. Throws Damage. */
export function lz4Frame(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  if (packed.length < 7 || view.getUint32(0, true) !== MAGIC) throw broken();
  const flags = packed[4]!;
  let at = 7 + ((flags & HAS_SIZE) === 0 ? 0 : 8) + ((flags & HAS_ID) === 0 ? 0 : 4);
  const out = new Uint8Array(size);
  let end = 0;
  for (;;) {
    if (at + 4 > packed.length) throw broken();
    const stated = view.getUint32(at, true);
    const length = stated & ~PLAIN;
    at += 4;
    if (stated === 0) break;
    if (length < 0 || at + length > packed.length) throw broken();
    const block = packed.subarray(at, at + length);
    if ((stated & PLAIN) === 0) end = unpackBlock(block, out, end);
    else {
      if (end + length > size) throw broken();
      out.set(block, end);
      end += length;
    }
    at += length + ((flags & BLOCK_SUM) === 0 ? 0 : 4);
  }
  if (at + ((flags & HAS_SUM) === 0 ? 0 : 4) > packed.length) throw broken();
  return out.subarray(0, end);
}

/** Appends a block to `out`, whose earlier bytes it may repeat; gives the new end. */
function unpackBlock(block: Uint8Array, out: Uint8Array, start: number): number {
  let [at, end] = [0, start];
  const more = (given: number): number => {
    let length = given;
    if (given !== LONG) return length;
    for (let byte = 255; byte === 255; length += byte) {
      if (at >= block.length) throw broken();
      byte = block[at++]!;
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = more(token >> 4);
    if (at + literals > block.length || end + literals > out.length) throw broken();
    out.set(block.subarray(at, at + literals), end);
    at += literals;
    end += literals;
    if (at === block.length) break; // the last one has literals alone
    if (at + 2 > block.length) throw broken();
    const back = block[at]! | (block[at + 1]! << 8);
    at += 2;
    const length = more(token & LONG) + LEAST_MATCH;
    if (back === 0 || back > end || end + length > out.length) throw broken();
    // what is repeated may overlap what is being written
    for (let i = 0; i < length; i++) out[end + i] = out[end + i - back]!;
    end += length;
  }
  return end;
}

function broken(): Damage {
  return new Damage("a packed buffer is broken");
}
