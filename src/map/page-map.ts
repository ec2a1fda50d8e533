import type { Bounds } from "../geometry/column.ts";
import type { MapLayer } from "./map-state.ts";

/** Type of what a map's output carries for a page; never saved in a notebook. */
export const PAGE_MAP = "application/vnd.mapcell.page-map+json";

/** All that a page without a kernel needs of one map. */
export interface PageMap {
  /** Lowest first. */
  readonly layers: readonly MapLayer[];
  /** West, south, east, north of what is to be in view. */
  readonly bounds: Bounds | null;
  /** By the layer's id: base64 of a gzipped PageLayer. */
  readonly data: Readonly<Record<string, string>>;
}
