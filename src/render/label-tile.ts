import type { TileLabels } from "../layers/layer-style.ts";
import { LABEL_PROPERTY } from "../styles/map-paint.ts";
import { EXTENT, MvtType, MvtWriter } from "./mvt.ts";

/** Name of the layer inside a tile that holds what is written at features. */
export const LABEL_LAYER = "labels";
/** More can't be placed on the screen that a tile covers. */
const MOST_LABELS = 400;

/** The labels of a tile, the most important first. Each lies in one tile alone. */
export function labelTile(
  labels: Omit<TileLabels, "at">,
  { z, x, y }: { readonly z: number; readonly x: number; readonly y: number },
): Uint8Array {
  const writer = new MvtWriter(LABEL_PROPERTY);
  const { onMap, features, bytes, offsets } = labels;
  const side = 2 ** z;
  let written = 0;
  for (let index = 0; index < features.length && written < MOST_LABELS; index++) {
    // what lies beyond 180 degrees is on the other side of the world
    const across = onMap[2 * index]! - Math.floor(onMap[2 * index]!);
    const [column, row] = [across * side - x, onMap[2 * index + 1]! * side - y];
    if (!(column >= 0 && column < 1 && row >= 0 && row < 1)) continue;
    writer.point(Math.floor(column * EXTENT), Math.floor(row * EXTENT));
    writer.named(features[index]!, MvtType.Point, bytes.subarray(offsets[index], offsets[index + 1]));
    written++;
  }
  return writer.finish(LABEL_LAYER);
}
