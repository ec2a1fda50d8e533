import { drawPicture } from "../render/picture.ts";
import { drawFigure } from "../render/figure/figure.ts";
import { makePageLayer } from "../render/page-layer.ts";
import { makeTileSource } from "../render/tile-source.ts";
import { cutTile } from "../render/tiles.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";
import { writePicture } from "./write-picture.ts";

export const tileSource: UnitHandler = (payload) => makeTileSource((payload as RenderPayloads["tile-source"]).data);

export const tile: UnitHandler = (payload) => {
  const { source, place } = payload as RenderPayloads["tile"];
  return cutTile(source, place);
};

export const picture: UnitHandler = (payload) => {
  const { layers, options } = payload as RenderPayloads["picture"];
  return drawPicture(layers, options);
};

export const pageLayer: UnitHandler = (payload) => makePageLayer(payload as RenderPayloads["page-layer"]);

/** Draws a figure and writes it, if it is to be a file. */
export const figure: UnitHandler = async (payload, context) => {
  const { layers, options, path, baseDir } = payload as RenderPayloads["figure"];
  const engine = await laneEngine("geos", context);
  const { svg, png, small } = insideEngine(engine, context, () =>
    drawFigure(layers, options, (crs) => ({ crs, engine })),
  );
  const bytes = path === undefined ? 0 : await writePicture({ svg, png }, { path, baseDir }, context);
  return { svg, png: small, bytes };
};
