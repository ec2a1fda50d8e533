import { chunkFromData, dataOf, Layer } from "./layer.ts";
import type { LayerData } from "./layer-data.ts";

/**
 * A value on its way to another thread. Its layers travel beside it: whatever user code makes of `value`, nothing in it
 * can pass for a layer, whose columns must be memory that user code never saw.
 */
export interface Packed {
  /** As it was, with null where a layer was. */
  readonly value: unknown;
  readonly layers: readonly PackedLayer[];
  /** There is memory in the value that user code shares between threads: a channel, as tasks/channel.ts has it. */
  readonly channel?: "in this process";
}

interface PackedLayer {
  /** Keys that lead to its place in the value. */
  readonly path: readonly string[];
  readonly name: string;
  readonly data: LayerData;
  /** Of a chunk: the id of its first feature. */
  readonly firstId?: number;
}

/** How deep layers are looked for: `{ roads: layer }` and `{ inputs: [layer] }`. */
const DEPTH = 2;

/** The value with every layer in it (at most two levels deep) as plain data that can be cloned. */
export function packLayers(value: unknown): Packed {
  const layers: PackedLayer[] = [];
  const left = takeOut(value, [], layers);
  return { value: left, layers, ...(holdsSharedMemory(left) && { channel: "in this process" }) };
}

/** Undoes packLayers. Writes to the value it was given. */
export function unpackLayers({ value, layers }: Packed): unknown {
  let whole = value;
  for (const { path, name, data, firstId = 0 } of layers) {
    const layer = chunkFromData(name, data, firstId);
    const last = path.at(-1);
    if (last === undefined) whole = layer;
    else Object.defineProperty(within(whole, path.slice(0, -1)), last, { value: layer });
  }
  return whole;
}

function takeOut(value: unknown, path: readonly string[], layers: PackedLayer[]): unknown {
  if (value instanceof Layer) {
    layers.push({ path, name: value.name, data: dataOf(value) });
    return null;
  }
  if (typeof value !== "object" || value === null || path.length === DEPTH) return value;
  const found = layers.length;
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown, index) => takeOut(part, [...path, String(index)], layers));
    return layers.length > found ? parts : value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, takeOut(part, [...path, key], layers)] as const);
  return layers.length > found ? Object.fromEntries(entries) : value;
}

/** Layers do not count: nobody writes to their columns. */
function holdsSharedMemory(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value !== "object" || value === null || seen.has(value)) return false;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer;
  if (value instanceof SharedArrayBuffer) return true;
  const parts: Iterable<unknown> =
    value instanceof Map ? [...value].flat() : value instanceof Set ? value : Object.values(value);
  for (const part of parts) if (holdsSharedMemory(part, seen)) return true;
  return false;
}

function within(value: unknown, path: readonly string[]): object {
  return path.reduce((part, key) => (part as Readonly<Record<string, object>>)[key]!, value as object);
}
