import { Layer, dataOf, layerFromData } from "./layer.ts";
import type { LayerData } from "./layer-data.ts";

/** A layer inside a value that crosses a thread. */
export interface PackedLayer {
  readonly $layer: LayerData;
  readonly name: string;
}

/** How deep layers are looked for: `{ roads: layer }` and `{ inputs: [layer] }`. */
const DEPTH = 2;

/** The value with every layer in it (at most two levels deep) as plain data that can be cloned. */
export function packLayers(value: unknown): unknown {
  return replace(value, DEPTH, (part) =>
    part instanceof Layer ? ({ $layer: dataOf(part), name: part.name } satisfies PackedLayer) : undefined,
  );
}

/** Undoes packLayers. */
export function unpackLayers(value: unknown): unknown {
  return replace(value, DEPTH, (part) => (isPacked(part) ? layerFromData(part.name, part.$layer) : undefined));
}

function replace(value: unknown, depth: number, make: (part: object) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const made = make(value);
  if (made !== undefined) return made;
  if (depth === 0) return value;
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown) => replace(part, depth - 1, make));
    return parts.some((part, i) => part !== value[i]) ? parts : value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, replace(part, depth - 1, make)] as const);
  return entries.some(([key, part]) => part !== (value as Record<string, unknown>)[key])
    ? Object.fromEntries(entries)
    : value;
}

function isPacked(value: object): value is PackedLayer {
  return "$layer" in value && "name" in value;
}
