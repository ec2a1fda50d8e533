import { contentHash } from "./content-hash.ts";
import type { Sketch } from "./layer-digest.ts";
import type { LayerData } from "./layer-data.ts";

/** The content hash of some data, computed at most once. The data are kept alive only until it is known. */
export class DataHash {
  #data: LayerData | undefined;
  #value: string | undefined;
  #sketch: Sketch | undefined;

  constructor(data: LayerData) {
    this.#data = data;
  }

  /** What is still to be hashed; undefined once the hash is known. */
  get pending(): LayerData | undefined {
    return this.#data;
  }

  /** Computed now where it is not known yet, which takes 3 s for a GB. */
  get value(): string {
    if (this.#value === undefined) this.know(contentHash(this.#data!));
    return this.#value!;
  }

  /** Of the same data; known where a lane has computed both. */
  get sketch(): Sketch | undefined {
    return this.#sketch;
  }

  /** It was computed elsewhere. */
  know(value: string, sketch?: Sketch): void {
    this.#value = value;
    this.#sketch = sketch;
    this.#data = undefined;
  }
}

const hashes = new WeakMap<LayerData, DataHash>();

/** The one of these data, whatever layers they are the columns of. */
export function dataHash(data: LayerData): DataHash {
  const known = hashes.get(data);
  if (known !== undefined) return known;
  const hash = new DataHash(data);
  hashes.set(data, hash);
  return hash;
}
