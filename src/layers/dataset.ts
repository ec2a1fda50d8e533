import type { LayerData } from "./layer-data.ts";

/** What a file holds and a task makes, where it does not matter what it is: a layer or table; a raster will be a second kind. */
export type Dataset = LayerData;
