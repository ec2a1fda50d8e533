import type { LayerData } from "../layers/layer-data.ts";
import type { PictureLayer, PictureOptions } from "./picture.ts";
import type { TilePlace, TileSource } from "./tiles.ts";

/** What the worker's render units take, by kind. "tile-source" gives a TileSource, the others bytes. */
export interface RenderPayloads {
  readonly "tile-source": { readonly data: LayerData };
  readonly tile: { readonly source: TileSource; readonly place: TilePlace };
  readonly picture: { readonly layers: readonly PictureLayer[]; readonly options: PictureOptions };
}
