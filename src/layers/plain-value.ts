import { createHash } from "node:crypto";
import { hexOf } from "./attributes.ts";

/** What JSON can hold. Other values are objects with one member that begins with `$`, such as `{ "$date": "…" }`. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/**
 * Any value that can be cloned as JSON, so that different values differ and equal ones are equal: members in the order
 * of their names, none that is undefined.
 * @param known of objects that stand for something else, such as layers: what stands for them
 */
export function plainValue(
  value: unknown,
  known: (value: object) => PlainValue | undefined = () => undefined,
): PlainValue {
  return new Plain(known).of(value);
}

class Plain {
  readonly #known: (value: object) => PlainValue | undefined;
  /** Objects that this one is in, outermost first. */
  readonly #within: object[] = [];

  constructor(known: (value: object) => PlainValue | undefined) {
    this.#known = known;
  }

  of(value: unknown): PlainValue {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { $number: Object.is(value, -0) ? "-0" : String(value) };
      case "bigint":
        return { $bigint: String(value) };
      case "object":
        return value === null ? null : this.#object(value);
      case "undefined":
      case "function":
      case "symbol":
        return { $other: typeof value };
    }
  }

  #object(value: object): PlainValue {
    const known = this.#known(value);
    if (known !== undefined) return known;
    const above = this.#within.indexOf(value);
    if (above >= 0) return { $within: above };
    this.#within.push(value);
    const plain = this.#parts(value);
    this.#within.pop();
    return plain;
  }

  #parts(value: object): PlainValue {
    if (Array.isArray(value)) return Array.from(value, (part: unknown) => this.of(part));
    if (value instanceof Date) return { $date: Number.isNaN(value.getTime()) ? null : value.toISOString() };
    if (value instanceof Map)
      return { $map: Array.from(value, ([key, part]: [unknown, unknown]) => [this.of(key), this.of(part)]) };
    if (value instanceof Set) return { $set: Array.from(value, (part: unknown) => this.of(part)) };
    if (value instanceof RegExp) return { $regexp: [value.source, value.flags] };
    if (value instanceof Error) return { $error: [value.name, value.message] };
    const bytes = bytesOf(value);
    if (bytes !== undefined) return { $bytes: [kindOf(value), bytes.length, shortBytes(bytes)] };
    return this.#members(value);
  }

  #members(value: object): PlainValue {
    const members = Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, this.of(part)] as const);
    // "__proto__" would be lost, and names that begin with $ could be taken for ours
    const isOdd = members.some(([name]) => name.startsWith("$") || name === "__proto__");
    return isOdd ? { $object: members } : Object.fromEntries(members);
  }
}

/** More than this is told by its hash. */
const MOST_BYTES = 64;

function shortBytes(bytes: Uint8Array): string {
  return bytes.length <= MOST_BYTES ? hexOf(bytes) : createHash("sha256").update(Buffer.from(bytes)).digest("hex");
}

function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ? new Uint8Array(value) : undefined;
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}
