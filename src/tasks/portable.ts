import { createHash } from "node:crypto";
import { SpatialError } from "../errors.ts";
import { isChannel, type WithoutChannel } from "./thread-channel.ts";

/** What columns and indexes lie in. */
const MEMORY = {
  Float64Array,
  Float32Array,
  Uint32Array,
  Int32Array,
  Uint16Array,
  Uint8Array,
  BigInt64Array,
  SharedArrayBuffer,
} as const;
type MemoryKind = keyof typeof MEMORY;
type Memory = ArrayBufferView | SharedArrayBuffer;

/** Names memory that does not change by what it holds. Whoever has those bytes can make it again. */
interface Handle {
  readonly handle: string;
  readonly kind: MemoryKind;
}

/** A unit's payload or answer in a form that can be sent to any process. */
export interface Portable {
  /** Plain data, with handles in place of memory. */
  readonly body: unknown;
  /** The bytes that the body names, by hash: only who has none of that hash needs them. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

/** Many units bring the same columns, which never change. */
const hashes = new WeakMap<Memory, string>();

/** @throws UNCLONABLE naming what ties it to this process: a channel, or memory that user code shares */
export function packPortable<P>(payload: P & WithoutChannel<P>): Portable {
  const bytes = new Map<string, Uint8Array>();
  return { body: new Packing(bytes).pack(payload, "payload"), bytes };
}

/** Undoes `packPortable`, in any process. @param bytesOf what has that hash */
export function unpackPortable(body: unknown, bytesOf: (hash: string) => Uint8Array): unknown {
  return new Unpacking(bytesOf).unpack(body);
}

class Packing {
  readonly #bytes: Map<string, Uint8Array>;
  /** A value may hold itself. */
  readonly #made = new Map<object, unknown>();

  constructor(bytes: Map<string, Uint8Array>) {
    this.#bytes = bytes;
  }

  /** @param path leads to the value, for messages */
  pack(value: unknown, path: string): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (isChannel(value)) throw tied(path);
    if (isMemory(value)) return isShared(value) ? this.#handle(value, path) : value;
    return copied(value, this.#made, (part, key) => this.pack(part, `${path}.${key}`));
  }

  #handle(memory: Memory, path: string): Handle {
    const kind = Object.keys(MEMORY).find((name) => memory instanceof MEMORY[name as MemoryKind]);
    if (kind === undefined) throw tied(path);
    const bytes = ArrayBuffer.isView(memory)
      ? new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength)
      : new Uint8Array(memory);
    const handle = hashes.get(memory) ?? createHash("sha256").update(bytes).digest("hex");
    hashes.set(memory, handle);
    this.#bytes.set(handle, bytes);
    return { handle, kind: kind as MemoryKind };
  }
}

class Unpacking {
  readonly #bytesOf: (hash: string) => Uint8Array;
  readonly #made = new Map<object, unknown>();
  readonly #memory = new Map<string, SharedArrayBuffer>();

  constructor(bytesOf: (hash: string) => Uint8Array) {
    this.#bytesOf = bytesOf;
  }

  unpack(value: unknown): unknown {
    if (typeof value !== "object" || value === null || isMemory(value)) return value;
    if (isHandle(value)) return this.#memoryOf(value);
    return copied(value, this.#made, (part) => this.unpack(part));
  }

  #memoryOf({ handle, kind }: Handle): Memory {
    let memory = this.#memory.get(handle);
    if (memory === undefined) {
      const bytes = this.#bytesOf(handle);
      memory = new SharedArrayBuffer(bytes.byteLength);
      new Uint8Array(memory).set(bytes);
      this.#memory.set(handle, memory);
    }
    if (kind === "SharedArrayBuffer") return memory;
    const array: new (buffer: SharedArrayBuffer) => ArrayBufferView = MEMORY[kind];
    return new array(memory);
  }
}

/** A list or plain object with other parts; anything else, a Map or a Date, holds no columns. */
function copied(value: object, made: Map<object, unknown>, part: (of: unknown, key: string) => unknown): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isPlain) return value;
  const known = made.get(value);
  if (known !== undefined) return known;
  const copy: object = Array.isArray(value) ? [] : {};
  made.set(value, copy);
  for (const [key, of] of Object.entries(value))
    Object.defineProperty(copy, key, { value: part(of, key), enumerable: true, writable: true, configurable: true });
  return copy;
}

function tied(path: string): SpatialError {
  return new SpatialError(
    "UNCLONABLE",
    `${path} is memory that threads of this process write to, so the unit can't be done in another one. Send plain data.`,
  );
}

function isMemory(value: object): value is Memory {
  return ArrayBuffer.isView(value) || value instanceof SharedArrayBuffer;
}

function isShared(memory: Memory): boolean {
  return memory instanceof SharedArrayBuffer || memory.buffer instanceof SharedArrayBuffer;
}

function isHandle(value: object): value is Handle {
  return "handle" in value && "kind" in value && typeof value.kind === "string" && value.kind in MEMORY;
}
