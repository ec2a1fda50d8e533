/** What the bytes of a damaged file lead to; the reader adds which file and where. */
export class Damage extends Error {}

/** Some writers store equal texts once. */
const MOST_READINGS = 4;
const NONE = new Uint8Array(0);
const NO_DOUBLES = new Float64Array(0);
const NO_NUMBERS = new Uint32Array(0);
const utf8 = new TextDecoder();

/** A record of FlatBuffers. Nothing that it says of itself is believed: every offset and length is held against its end. */
export interface FlatRecord {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /**
   * Bytes that may still be read. Parts of a record may point at one and the same place, so that a small one could
   * stand for any amount: what is read may never be much more than what is there.
   */
  left: number;
}

/** A table of FlatBuffers. Fields are numbered as in the schema; one that is not there has the schema's default. */
export class FlatTable {
  readonly #record: FlatRecord;
  readonly #at: number;
  readonly #vtable: number;
  readonly #vtableSize: number;
  readonly #size: number;

  private constructor(record: FlatRecord, at: number) {
    const { view } = record;
    spend(record, at, 4);
    this.#record = record;
    this.#at = at;
    this.#vtable = at - view.getInt32(at, true);
    within(record, this.#vtable, 4);
    this.#vtableSize = view.getUint16(this.#vtable, true);
    this.#size = view.getUint16(this.#vtable + 2, true);
    within(record, this.#vtable, Math.max(4, this.#vtableSize));
    within(record, at, Math.max(4, this.#size));
  }

  /** The table that a record consists of. @param bytes without the length in front */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const record = { bytes, view, left: MOST_READINGS * bytes.length };
    within(record, 0, 4);
    return new FlatTable(record, view.getUint32(0, true));
  }

  uint8(field: number): number {
    const at = this.#place(field, 1);
    return at === 0 ? 0 : this.#record.view.getUint8(at);
  }

  uint16(field: number, otherwise: number): number {
    const at = this.#place(field, 2);
    return at === 0 ? otherwise : this.#record.view.getUint16(at, true);
  }

  int32(field: number): number {
    const at = this.#place(field, 4);
    return at === 0 ? 0 : this.#record.view.getInt32(at, true);
  }

  uint64(field: number): bigint {
    const at = this.#place(field, 8);
    return at === 0 ? 0n : this.#record.view.getBigUint64(at, true);
  }

  text(field: number): string | undefined {
    const vector = this.#vector(field, 1);
    return vector === undefined ? undefined : utf8.decode(this.#slice(vector));
  }

  bytes(field: number): Uint8Array {
    const vector = this.#vector(field, 1);
    return vector === undefined ? NONE : this.#slice(vector);
  }

  doubles(field: number): Float64Array {
    const vector = this.#vector(field, 8);
    if (vector === undefined) return NO_DOUBLES;
    const { buffer, byteOffset } = this.#aligned(vector, 8);
    return new Float64Array(buffer, byteOffset, vector.length);
  }

  uints(field: number): Uint32Array {
    const vector = this.#vector(field, 4);
    if (vector === undefined) return NO_NUMBERS;
    const { buffer, byteOffset } = this.#aligned(vector, 4);
    return new Uint32Array(buffer, byteOffset, vector.length);
  }

  /** A vector of records of so many bytes. */
  structs(field: number, size: number): DataView {
    const vector = this.#vector(field, size);
    const { buffer, byteOffset, byteLength } = vector === undefined ? NONE : this.#slice(vector);
    return new DataView(buffer, byteOffset, byteLength);
  }

  /** Whether a vector is there that has something in it. */
  hasAny(field: number): boolean {
    const at = this.#place(field, 4);
    if (at === 0) return false;
    const start = this.#indirect(at);
    within(this.#record, start, 4);
    return this.#record.view.getUint32(start, true) > 0;
  }

  table(field: number): FlatTable | undefined {
    const at = this.#place(field, 4);
    return at === 0 ? undefined : new FlatTable(this.#record, this.#indirect(at));
  }

  *tables(field: number): Generator<FlatTable> {
    const vector = this.#vector(field, 4);
    if (vector === undefined) return;
    for (let i = 0; i < vector.length; i++) yield new FlatTable(this.#record, this.#indirect(vector.start + 4 * i));
  }

  /** Where a field's value lies; 0 for one that is not there. */
  #place(field: number, size: number): number {
    const entry = 4 + 2 * field;
    if (entry + 2 > this.#vtableSize) return 0;
    const offset = this.#record.view.getUint16(this.#vtable + entry, true);
    if (offset === 0) return 0;
    if (offset + size > this.#size) throw new Damage("a field lies outside its table");
    return this.#at + offset;
  }

  #indirect(at: number): number {
    return at + this.#record.view.getUint32(at, true);
  }

  #vector(field: number, size: number): { readonly start: number; readonly length: number; size: number } | undefined {
    const at = this.#place(field, 4);
    if (at === 0) return undefined;
    const start = this.#indirect(at);
    within(this.#record, start, 4);
    const length = this.#record.view.getUint32(start, true);
    spend(this.#record, start + 4, length * size);
    return { start: start + 4, length, size: length * size };
  }

  #slice({ start, size }: { readonly start: number; readonly size: number }): Uint8Array {
    return this.#record.bytes.subarray(start, start + size);
  }

  /** The bytes themselves where typed arrays may lie there, else a copy. */
  #aligned(vector: { readonly start: number; readonly size: number }, size: number): Uint8Array {
    const bytes = this.#slice(vector);
    return bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes);
  }
}

function within({ bytes }: FlatRecord, start: number, length: number): void {
  if (start < 0 || start + length > bytes.length) throw new Damage("an offset or a length leads out of it");
}

function spend(record: FlatRecord, start: number, length: number): void {
  within(record, start, length);
  record.left -= length;
  if (record.left < 0) throw new Damage("its parts lie over one another");
}
