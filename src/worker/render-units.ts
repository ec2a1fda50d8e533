import { drawPicture } from "../render/picture.ts";
import { drawFigure } from "../render/figure/figure.ts";
import { TargetFile } from "../formats/targets/target-file.ts";
import { cutTile, makeTileSource } from "../render/tiles.ts";
import type { RenderPayloads } from "../render/unit-payloads.ts";
import type { UnitHandler } from "../tasks/job.ts";
import { insideEngine, laneEngine } from "./lane-engine.ts";

export const tileSource: UnitHandler = (payload) => makeTileSource((payload as RenderPayloads["tile-source"]).data);

export const tile: UnitHandler = (payload) => {
  const { source, place } = payload as RenderPayloads["tile"];
  return cutTile(source, place);
};

export const picture: UnitHandler = (payload) => {
  const { layers, options } = payload as RenderPayloads["picture"];
  return drawPicture(layers, options);
};

/** Draws a figure and writes it, if it is to be a file. */
export const figure: UnitHandler = async (payload, context) => {
  const { layers, options, path, baseDir } = payload as RenderPayloads["figure"];
  const engine = await laneEngine("geos", context);
  const { svg, png, small } = insideEngine(engine, context, () =>
    drawFigure(layers, options, (crs) => ({ crs, engine })),
  );
  if (path === undefined) return { svg, png: small, bytes: 0 };
  const bytes = /\.svg$/i.test(path) ? new TextEncoder().encode(svg) : png;
  const target = await TargetFile.open(path, baseDir);
  try {
    await target.write(bytes);
    await target.finish(() => context.throwIfCanceled());
  } catch (error) {
    throw await target.giveUp(error);
  }
  return { svg, png: small, bytes: bytes.length };
};
