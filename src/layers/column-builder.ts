import { SpatialError } from "../errors.ts";
import { hexOf, sharedBytes, sharedDoubles, sharedOffsets, storageOf } from "./attributes.ts";
import { canonicalJson } from "./exact-json.ts";
import { temporalType } from "./iso-time.ts";
import type { AttributeColumn, FieldType } from "./layer-data.ts";
import { doubleText, inSixtyFourBits } from "./whole-number.ts";

/** A value as it is stored: its type, and a number, a boolean or the text. */
type Stored =
  | { readonly type: "integer" | "number"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "binary"; readonly value: Uint8Array }
  | {
      readonly type: "string" | "date" | "datetime" | "time" | "list" | "json" | "integer64";
      readonly value: string;
    };

/** Characters of a day in ISO 8601. */
const DAY = 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * One attribute in the making. Its type is what the values so far have in common: integers and other numbers make
 * `number`, integers and bigints `integer64`, bigints and fractions `number` (the nearest), days and moments make `datetime`, these and
 * other text `string`; any other mixture makes `json`, which keeps each value as it was.
 * Features that are left out are null.
 */
export class ColumnBuilder {
  #type: FieldType | undefined;
  /** Features up to the last one set. */
  #length = 0;
  #valid = new Uint8Array(64);
  #numbers = new Float64Array(0);
  #booleans = new Uint8Array(0);
  #bytes = new Uint8Array(0);
  #offsets = new Uint32Array(0);
  #bytesUsed = 0;

  /** @param type where to start from; without it an all-null field ends as `string`. */
  constructor(type?: FieldType) {
    if (type !== undefined) this.#become(type);
  }

  /**
   * The value of feature `index`, which must be larger than the last one given. NaN and infinities are null, as in JSON;
   * a Date is a moment in UTC.
   * Throws BAD_ARGUMENT for what cannot be stored: functions, symbols and objects that contain themselves.
   */
  set(index: number, value: unknown): void {
    if (typeof value === "number") this.setNumber(index, value);
    else if (value !== null && value !== undefined) this.#put(index, toStored(value, this.#type));
  }

  setNumber(index: number, value: number): void {
    if (!Number.isFinite(value)) return;
    if (this.#type === "number" || (this.#type === "integer" && Number.isSafeInteger(value))) {
      this.#reach(index);
      this.#numbers[index] = value + 0; // -0 is 0 in JSON text
    } else this.#put(index, { type: Number.isSafeInteger(value) ? "integer" : "number", value: value + 0 });
  }

  /** Taken as it is: UTF-8 for a field whose declared type is `string`, anything for `binary`. */
  setUtf8(index: number, utf8: Uint8Array): void {
    this.#reach(index);
    this.#reserveBytes(utf8.length);
    this.#bytes.set(utf8, this.#bytesUsed);
    this.#bytesUsed += utf8.length;
    this.#offsets[index + 1] = this.#bytesUsed;
  }

  /** The column for `length` features, in shared memory. The builder is of no use afterwards. */
  finish(length: number): { readonly type: FieldType; readonly column: AttributeColumn } {
    const type = this.#finalType();
    if (this.#type === undefined) this.#become(type);
    this.#pad(length);
    const valid = sharedBytes(length);
    valid.set(this.#valid.subarray(0, length));
    const storage = storageOf(type);
    if (storage === "text") return { type, column: { storage, valid, ...this.#finishText(length) } };
    if (storage === "boolean") {
      const values = sharedBytes(length);
      values.set(this.#booleans.subarray(0, length));
      return { type, column: { storage, valid, values } };
    }
    const values = sharedDoubles(length);
    values.set(this.#numbers.subarray(0, length));
    return { type, column: { storage, valid, values } };
  }

  /** Days alone are dates, though the field was declared for moments: formats have but one type for both. */
  #finalType(): FieldType {
    if (this.#type !== "datetime") return this.#type ?? "string";
    let days = 0;
    for (let i = 0; i < this.#length; i++) {
      if (this.#valid[i] !== 1) continue;
      if (this.#offsets[i + 1]! - this.#offsets[i]! !== DAY) return "datetime";
      days++;
    }
    return days > 0 ? "date" : "datetime";
  }

  #finishText(length: number) {
    const offsets = sharedOffsets(length + 1);
    offsets.set(this.#offsets.subarray(0, length + 1));
    const bytes = sharedBytes(this.#bytesUsed);
    bytes.set(this.#bytes.subarray(0, this.#bytesUsed));
    return { bytes, offsets };
  }

  #put(index: number, given: Stored): void {
    const type = this.#type === undefined ? given.type : common(this.#type, given.type);
    if (type !== this.#type) this.#become(type);
    if (type === "binary") this.setUtf8(index, given.value as Uint8Array);
    else if (type === "json") this.#setText(index, jsonText(given));
    else if (storageOf(type) === "text") this.#setText(index, String(given.value));
    else if (given.type === "integer64") this.setNumber(index, Number(given.value));
    else {
      this.#reach(index);
      if (typeof given.value === "boolean") this.#booleans[index] = given.value ? 1 : 0;
      else this.#numbers[index] = Number(given.value);
    }
  }

  #setText(index: number, text: string): void {
    this.#reach(index);
    this.#reserveBytes(text.length * 3);
    this.#bytesUsed += this.#encode(text);
    this.#offsets[index + 1] = this.#bytesUsed;
  }

  #encode(text: string): number {
    const bytes = this.#bytes;
    const at = this.#bytesUsed;
    if (text.length > 40) return encoder.encodeInto(text, bytes.subarray(at)).written;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return encoder.encodeInto(text, bytes.subarray(at)).written;
      bytes[at + i] = code;
    }
    return text.length;
  }

  /** Makes room for feature `index`, marks it valid and those before it that were left out null. */
  #reach(index: number): void {
    if (index >= this.#valid.length) this.#grow(index + 1);
    if (index > this.#length) this.#pad(index);
    this.#valid[index] = 1;
    this.#length = index + 1;
  }

  #pad(length: number): void {
    if (length > this.#valid.length) this.#grow(length);
    // numbers and booleans are already 0 there
    if (this.#offsets.length > 0) this.#offsets.fill(this.#bytesUsed, this.#length + 1, length + 1);
    this.#length = Math.max(this.#length, length);
  }

  #grow(length: number): void {
    const capacity = Math.max(length, this.#valid.length * 2);
    this.#valid = copyInto(this.#valid, new Uint8Array(capacity));
    this.#allocate(this.#type === undefined ? undefined : storageOf(this.#type), capacity);
  }

  #allocate(storage: AttributeColumn["storage"] | undefined, capacity: number): void {
    if (storage === "number") this.#numbers = copyInto(this.#numbers, new Float64Array(capacity));
    if (storage === "boolean") this.#booleans = copyInto(this.#booleans, new Uint8Array(capacity));
    if (storage === "text") this.#offsets = copyInto(this.#offsets, new Uint32Array(capacity + 1));
  }

  #reserveBytes(count: number): void {
    const needed = this.#bytesUsed + count;
    if (needed <= this.#bytes.length) return;
    this.#bytes = copyInto(this.#bytes, new Uint8Array(Math.max(needed, this.#bytes.length * 2, 1024)));
  }

  /** Changes the type, and what is stored so far with it. */
  #become(type: FieldType): void {
    const before = this.#type;
    this.#type = type;
    const isStorageKept = before !== undefined && storageOf(before) === storageOf(type);
    if (isStorageKept && (type !== "json" || before === "integer64" || before === "list")) return; // they are JSON text
    const stored = before === undefined ? [] : this.#asJson(before);
    this.#numbers = new Float64Array(0);
    this.#booleans = new Uint8Array(0);
    this.#offsets = new Uint32Array(0);
    this.#bytesUsed = 0;
    this.#allocate(storageOf(type), this.#valid.length);
    const length = this.#length;
    this.#length = 0;
    for (const [index, text] of stored) {
      if (type === "number") this.setNumber(index, Number(text));
      else this.#setText(index, text);
    }
    this.#pad(length);
  }

  #asJson(type: FieldType): (readonly [number, string])[] {
    const stored: (readonly [number, string])[] = [];
    for (let i = 0; i < this.#length; i++) {
      if (this.#valid[i] !== 1) continue;
      const value = this.#scalar(type, i);
      if (typeof value === "number") stored.push([i, doubleText(value)]);
      else stored.push([i, type === "integer64" ? String(value) : JSON.stringify(value)]);
    }
    return stored;
  }

  #scalar(type: FieldType, index: number): string | number | boolean {
    const storage = storageOf(type);
    if (storage === "number") return this.#numbers[index] ?? 0;
    if (storage === "boolean") return this.#booleans[index] === 1;
    const bytes = this.#bytes.subarray(this.#offsets[index] ?? 0, this.#offsets[index + 1] ?? 0);
    return type === "binary" ? hexOf(bytes) : decoder.decode(bytes);
  }
}

function toStored(value: unknown, soFar: FieldType | undefined): Stored {
  switch (typeof value) {
    case "string":
      // no need to look for dates where one string was none
      if (soFar === "string" || soFar === "json") return { type: "string", value };
      return { type: temporalType(value) ?? "string", value };
    case "boolean":
      return { type: "boolean", value };
    case "bigint":
      return { type: "integer64", value: inSixtyFourBits(value).toString() };
    case "object":
      return objectToStored(value);
    case "number":
    case "undefined":
    case "function":
    case "symbol":
      throw new SpatialError(
        "BAD_ARGUMENT",
        `A ${typeof value} cannot be stored; allowed are text, numbers, booleans, dates, null and plain JSON.`,
      );
  }
}

function objectToStored(value: object | null): Stored {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return { type: "datetime", value: value.toISOString() };
  if (value instanceof Uint8Array) return { type: "binary", value };
  if (value instanceof ArrayBuffer) return { type: "binary", value: new Uint8Array(value) };
  return { type: isList(value) ? "list" : "json", value: canonicalJson(value) };
}

/** Texts, numbers or booleans. */
function isList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const kinds = new Set(value.map((item: unknown) => (typeof item === "bigint" ? "number" : typeof item)));
  const [kind = "number"] = kinds;
  return kinds.size < 2 && (kind === "string" || kind === "number" || kind === "boolean");
}

/** The narrowest type that holds values of both. */
function common(a: FieldType, b: FieldType): FieldType {
  if (a === b) return a;
  const pair = new Set([a, b]);
  if (pair.has("integer") && pair.has("integer64")) return "integer64";
  // a column of measurements: identifiers have no fractions
  if (pair.has("number") && (pair.has("integer") || pair.has("integer64"))) return "number";
  if (pair.has("date") && pair.has("datetime")) return "datetime";
  return isPlainText(a) && isPlainText(b) ? "string" : "json";
}

function isPlainText(type: FieldType): boolean {
  return type === "string" || type === "date" || type === "datetime" || type === "time";
}

function copyInto<T extends Uint8Array | Float64Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function jsonText({ type, value }: Stored): string {
  if (typeof value === "number") return doubleText(value);
  if (type === "binary") return JSON.stringify(hexOf(value));
  return type === "json" || type === "list" || type === "integer64" ? value : JSON.stringify(value);
}
