import Flatbush from "flatbush";
import type { TileLabels } from "../layers/layer-style.ts";
import { partBoundsOf } from "./part-bounds.ts";
import type { TileSource } from "./tiles.ts";

/** What a page's layer is made of. */
export interface PageArrays {
  readonly partKinds: Uint8Array;
  readonly geomOffsets: Uint32Array;
  readonly partOffsets: Uint32Array;
  readonly ringOffsets: Uint32Array;
  /** On the unit square of Web Mercator. */
  readonly xy: Float64Array;
  readonly classes?: Uint8Array;
  readonly labelsAt?: Float64Array;
  readonly labelFeatures?: Uint32Array;
  readonly labelBytes?: Uint8Array;
  readonly labelOffsets?: Uint32Array;
}

/** The same, ready for cutting tiles. */
export interface PageLayer {
  readonly source: TileSource;
  readonly classes: Uint8Array | undefined;
  readonly labels: Omit<TileLabels, "at"> | undefined;
  /** Of each field its name and the values of all features. */
  readonly values: readonly (readonly [string, readonly unknown[]])[];
}

/** Steps of a coordinate on the unit square: 7 cm. */
const STEPS = 2 ** 29;
/** Stands for a coordinate that is none. */
const NOWHERE = -(2 ** 31);
const ALIGNMENT = 4;

interface Head {
  readonly arrays: readonly (readonly [name: string, kind: "bytes" | "counts" | "places", length: number])[];
  readonly values: PageLayer["values"];
}

/** As bytes. Coordinates are whole steps, each told by how far it is from the one before: such numbers pack well. */
export function packPage(arrays: PageArrays, values: PageLayer["values"]): Uint8Array {
  const parts = (Object.entries(arrays) as [string, Uint8Array | Uint32Array | Float64Array][]).map(
    ([name, array]) => ({ name, kind: kindOf(array), length: array.length, bytes: bytesOf(array) }),
  );
  const list = parts.map(({ name, kind, length }) => [name, kind, length] as const);
  const head = new TextEncoder().encode(JSON.stringify({ arrays: list, values } satisfies Head));
  const start = aligned(ALIGNMENT + head.length);
  const whole = new Uint8Array(parts.reduce((sum, { bytes }) => sum + aligned(bytes.length), start));
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, ALIGNMENT);
  let at = start;
  for (const { bytes } of parts) {
    whole.set(bytes, at);
    at += aligned(bytes.length);
  }
  return whole;
}

export function unpackPage(whole: ArrayBuffer): PageLayer {
  const length = new DataView(whole).getUint32(0, true);
  const { arrays, values } = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, ALIGNMENT, length))) as Head;
  const found = new Map<string, Uint8Array | Uint32Array | Float64Array>();
  let at = aligned(ALIGNMENT + length);
  for (const [name, kind, count] of arrays) {
    found.set(name, arrayOf(kind, whole, { at, count }));
    at += aligned(kind === "bytes" ? count : ALIGNMENT * count);
  }
  const all = Object.fromEntries(found) as unknown as PageArrays;
  return { source: sourceOf(all), classes: all.classes, labels: labelsOf(all), values };
}

function labelsOf({ labelsAt, labelFeatures, labelBytes, labelOffsets }: PageArrays): PageLayer["labels"] {
  if (labelsAt === undefined || labelFeatures === undefined) return undefined;
  return { onMap: labelsAt, features: labelFeatures, bytes: labelBytes!, offsets: labelOffsets! };
}

function sourceOf({ partKinds, geomOffsets, partOffsets, ringOffsets, xy }: PageArrays): TileSource {
  const shapes = { partKinds, geomOffsets, partOffsets, ringOffsets, xy };
  const { bounds, partBounds, partFeature } = partBoundsOf(shapes, ArrayBuffer);
  const index = partKinds.length === 0 ? undefined : new Flatbush(partKinds.length);
  for (let part = 0; part < partKinds.length; part++) {
    const [minX = 1, minY = 1, maxX = 0, maxY = 0] = partBounds.subarray(4 * part, 4 * part + 4);
    if (minX <= maxX) index?.add(minX, minY, maxX, maxY);
    else index?.add(3, 3, 3, 3);
  }
  index?.finish();
  return { ...shapes, partBounds, partFeature, bounds, index: (index?.data as ArrayBuffer) ?? new ArrayBuffer(0) };
}

function kindOf(array: object): Head["arrays"][number][1] {
  if (array instanceof Float64Array) return "places";
  return array instanceof Uint32Array ? "counts" : "bytes";
}

/** All x first, then all y: neighbours are alike. */
function bytesOf(array: Uint8Array | Uint32Array | Float64Array): Uint8Array {
  if (!(array instanceof Float64Array)) return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const steps = new Int32Array(array.length);
  const half = array.length / 2;
  for (const axis of [0, 1]) {
    let before = 0;
    for (let i = 0; i < half; i++) {
      const value = array[2 * i + axis]!;
      const step = Number.isFinite(value) ? Math.round(value * STEPS) : NOWHERE;
      steps[axis * half + i] = step === NOWHERE ? NOWHERE : step - before;
      if (step !== NOWHERE) before = step;
    }
  }
  return new Uint8Array(steps.buffer);
}

function arrayOf(
  kind: Head["arrays"][number][1],
  whole: ArrayBuffer,
  { at, count }: { readonly at: number; readonly count: number },
): Uint8Array | Uint32Array | Float64Array {
  switch (kind) {
    case "bytes":
      return new Uint8Array(whole, at, count);
    case "counts":
      return new Uint32Array(whole, at, count);
    case "places":
      return placesOf(new Int32Array(whole, at, count));
  }
}

function placesOf(steps: Int32Array): Float64Array {
  const xy = new Float64Array(steps.length);
  const half = steps.length / 2;
  for (const axis of [0, 1]) {
    let sum = 0;
    for (let i = 0; i < half; i++) {
      const step = steps[axis * half + i]!;
      if (step !== NOWHERE) sum += step;
      xy[2 * i + axis] = step === NOWHERE ? Number.NaN : sum / STEPS;
    }
  }
  return xy;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
