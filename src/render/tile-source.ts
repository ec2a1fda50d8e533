import Flatbush from "flatbush";
import type { LayerData } from "../layers/layer-data.ts";
import { toMercator } from "./mercator.ts";
import { partBoundsOf } from "./part-bounds.ts";
import type { TileSource } from "./tiles.ts";

/** Projects and indexes a layer of any known CRS; 100,000 polygons of 12 vertices take a few tenths of a second. */
export function makeTileSource(data: LayerData): TileSource {
  const geometry = toMercator(data.geometry, data.crs);
  const { bounds, partBounds, partFeature } = partBoundsOf(geometry, SharedArrayBuffer);
  const parts = geometry.partKinds.length;
  const index = parts === 0 ? undefined : new Flatbush(parts, 16, Float64Array, SharedArrayBuffer);
  for (let part = 0; part < parts; part++) {
    const [minX = 1, minY = 1, maxX = 0, maxY = 0] = partBounds.subarray(4 * part, 4 * part + 4);
    // A part that has no place on the map goes where no tile looks.
    if (minX <= maxX) index?.add(minX, minY, maxX, maxY);
    else index?.add(3, 3, 3, 3);
  }
  index?.finish();
  return {
    ...geometry,
    partFeature,
    partBounds,
    bounds,
    index: (index?.data as SharedArrayBuffer) ?? new SharedArrayBuffer(0),
  };
}
