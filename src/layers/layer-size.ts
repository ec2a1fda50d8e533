import { dataOf, type Layer } from "./layer.ts";

/** How much a layer holds. */
export interface LayerSize {
  readonly features: number;
  readonly vertices: number;
  /** Of memory, shared by everyone who uses the layer. */
  readonly bytes: number;
}

export function layerSize(layer: Layer): LayerSize {
  const { geometry, columns } = dataOf(layer);
  const arrays = [geometry, ...columns]
    .flatMap((part) => Object.values(part))
    .filter((part) => ArrayBuffer.isView(part));
  const bytes = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  return { features: layer.length, vertices: geometry.xy.length / 2, bytes };
}
