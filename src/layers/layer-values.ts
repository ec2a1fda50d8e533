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
  return { value: takeOut(value, [], layers), layers };
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

function within(value: unknown, path: readonly string[]): object {
  return path.reduce((part, key) => (part as Readonly<Record<string, object>>)[key]!, value as object);
}
