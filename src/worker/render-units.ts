import { drawPicture } from "../render/picture.ts";
import { cutTile, makeTileSource } from "../render/tiles.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import type { UnitHandler } from "../tasks/job.ts";

export const tileSource: UnitHandler = (payload) => makeTileSource((payload as RenderPayloads["tile-source"]).data);

export const tile: UnitHandler = (payload) => {
  const { source, place } = payload as RenderPayloads["tile"];
  return cutTile(source, place);
};

export const picture: UnitHandler = (payload) => {
  const { layers, options } = payload as RenderPayloads["picture"];
  return drawPicture(layers, options);
};
