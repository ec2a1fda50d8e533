import type { LayerData } from "../layers/layer-data.ts";
import type { FigureLayer, FigureOptions } from "./figure/figure-parts.ts";
import type { PageContent } from "./page-layer.ts";
import type { PictureLayer, PictureOptions } from "./picture.ts";
import type { TilePlace, TileSource } from "./tiles.ts";

/** What the worker's render units take, by kind. "tile-source" gives a TileSource, "figure" a DrawnFigure, the others bytes. */
export interface RenderPayloads {
  readonly "tile-source": { readonly data: LayerData };
  readonly tile: { readonly source: TileSource; readonly place: TilePlace };
  readonly picture: { readonly layers: readonly PictureLayer[]; readonly options: PictureOptions };
  readonly "page-layer": PageContent;
  readonly figure: {
    readonly layers: readonly FigureLayer[];
    readonly options: FigureOptions;
    /** Undefined for no file. */
    readonly path: string | undefined;
    readonly baseDir: string;
  };
}
