import { contentHash } from "./content-hash.ts";
import type { LayerData } from "./layer-data.ts";

/** What a notebook keeps of a layer's content; it takes time to compute. */
export interface Digest {
  readonly hash: string;
}

export function digestOf(data: LayerData): Digest {
  return { hash: contentHash(data) };
}
