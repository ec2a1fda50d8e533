import { takeColumns } from "../../layers/attributes.ts";
import type { AttributeColumn, LayerData } from "../../layers/layer-data.ts";

/** Stands for the source of a result that comes from no feature of the layer: its attributes are null. */
export const NO_SOURCE = 0xffff_ffff;

/** The attributes of the features that results come from. All of them in their order are the layer's own columns. */
export function rowsOf({ geometry, columns }: LayerData, sources: Uint32Array): readonly AttributeColumn[] {
  return isWhole(sources, geometry.length) ? columns : takeColumns(columns, sources);
}

/** Whether these are all features of a layer of `length`, in their order. */
export function isWhole(sources: Uint32Array, length: number): boolean {
  return sources.length === length && sources.every((source, i) => source === i);
}

export function joinedSources(parts: readonly { readonly sources: Uint32Array }[]): Uint32Array {
  const joined = new Uint32Array(parts.reduce((sum, { sources }) => sum + sources.length, 0));
  let at = 0;
  for (const { sources } of parts) {
    joined.set(sources, at);
    at += sources.length;
  }
  return joined;
}
