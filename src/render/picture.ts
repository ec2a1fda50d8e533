import { Resvg } from "@resvg/resvg-js";
import { boundsOf, unionOfBounds } from "../geometry/bounds.ts";
import type { Bounds } from "../geometry/column.ts";
import type { LayerData } from "../layers/layer-data.ts";
import type { TileLabels } from "../layers/layer-style.ts";
import { channels, type Drawing, seenColor, type ShapeKind } from "../styles/drawing.ts";
import { fontsFor } from "./figure/font.ts";
import { labelsSvg } from "./labels-svg.ts";
import { layerSvg } from "./layer-svg.ts";
import { toMercator } from "./mercator.ts";
import { palettePng } from "./png.ts";
import type { Frame } from "./svg-paths.ts";
import { svgPaths } from "./svg-paths.ts";

export interface PictureLayer {
  readonly data: LayerData;
  readonly drawing: Drawing;
  /** Of each feature, where the drawing has classes. */
  readonly classes?: Uint8Array | undefined;
  readonly labels?: TileLabels | undefined;
  /** Says on which side of its features a layer's labels lie; on them if nothing is said. */
  readonly kind?: ShapeKind;
  readonly name: string;
}

export interface PictureOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Land as polygons, borders and coasts as lines. */
  readonly basemap?: LayerData;
  /** West, south, east, north in degrees, instead of all that is drawn; the east may lie beyond 180. */
  readonly extent?: Bounds;
  /** Largest palette, 2 to 256 (default): fewer make a smaller file. */
  readonly colors?: number;
}

export const WATER = "#dbe7ee";
export const LAND = "#f6f4ee";
export const BORDER = "#b9b4a6";
/** The world without most of the Antarctic, which Web Mercator makes as large as all the rest. */
const WORLD: Bounds = [0, 0.08, 1, 0.72];
/** The narrowest view, about 400 m: a single point is shown with its surroundings. */
const NARROWEST = 1e-5;
const PADDING = 0.06;

/** Draws layers, the first lowest, fitted into the picture, as a PNG with a palette. All text but names of features is left to the legend beside it. */
export function drawPicture(layers: readonly PictureLayer[], options: PictureOptions): Uint8Array {
  const { widthPx, heightPx, basemap, extent, colors = 256 } = options;
  const shapes = layers.map((layer) => ({ ...layer, geometry: toMercator(layer.data.geometry, layer.data.crs) }));
  const bounds = shapes.map(({ geometry }) => boundsOf(geometry)).filter((box) => box !== undefined);
  const frame = fit(extent === undefined ? unionOfBounds(bounds) : inUnitSquare(extent), widthPx, heightPx);
  const drawn: string[] = [];
  if (basemap !== undefined) {
    const land = svgPaths(toMercator(basemap.geometry, basemap.crs), frame);
    drawn.push(
      `<path fill="${LAND}" d="${land.polygons}"/><path fill="none" stroke="${BORDER}" stroke-width=".6" d="${land.lines}"/>`,
    );
  }
  for (const shape of shapes) drawn.push(layerSvg(shape, frame));
  const named = layers.flatMap(({ labels, kind = "mixed" }) =>
    labels === undefined ? [] : [{ labels, kind, places: nearest(labels.onMap, frame) }],
  );
  drawn.push(labelsSvg(named, frame));
  const { left, width } = oneWorld(frame);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">` +
    `<rect width="100%" height="100%" fill="${WATER}"/><clipPath id="world"><rect x="${left}" width="${width}" height="100%"/></clipPath>` +
    `<g clip-path="url(#world)">${drawn.join("")}</g></svg>`;
  const font = named.length > 0 ? fontsFor(svg) : { loadSystemFonts: false };
  const image = new Resvg(svg, { font }).render();
  const keep = layers.flatMap(({ drawing }) => keptColors(drawing));
  return palettePng(image.pixels, { widthPx: image.width, heightPx: image.height, colors, keep });
}

/** Of the copies of each place on a world that goes round, the one in the frame. */
function nearest(places: Float64Array, { left }: Frame): Float64Array {
  return places.map((value, index) => (index % 2 === 0 && value < left ? value + 1 : value));
}

function inUnitSquare([west, south, east, north]: Bounds): Bounds {
  return [(west + 180) / 360, northing(north), (east + 180) / 360, northing(south)];
}

/** From 0 in the north to 1 in the south, as far as the square goes. */
function northing(latitude: number): number {
  const sine = Math.sin((Math.min(85.06, Math.max(-85.06, latitude)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Where a picture is wider than the world, it shows the world once, in its middle. */
function oneWorld({ scale, widthPx }: Frame): { readonly left: number; readonly width: number } {
  return scale < widthPx ? { left: (widthPx - scale) / 2, width: scale } : { left: 0, width: widthPx };
}

/** What the palette must have: the colours as such and as they are seen over land. */
function keptColors({ color, classes, fillOpacity, opacity }: Drawing): number[][] {
  if (classes.length === 0) return [channels(color)];
  return classes.map((one) => channels(seenColor(one.color, fillOpacity * opacity, LAND)));
}

/** Where the picture's corner lies and how large it draws, so that `bounds` is in the middle with some air around it. */
function fit(bounds: Bounds | undefined, widthPx: number, heightPx: number): Frame {
  let [minX, minY, maxX, maxY] = bounds ?? WORLD;
  if (maxY - minY > WORLD[3] - WORLD[1]) [minY, maxY] = [Math.max(minY, WORLD[1]), Math.min(maxY, WORLD[3])];
  const width = Math.max(maxX - minX, NARROWEST) * (1 + 2 * PADDING);
  const height = Math.max(maxY - minY, NARROWEST) * (1 + 2 * PADDING);
  const scale = Math.min(widthPx / Math.min(width, 1), heightPx / Math.min(height, 1));
  return {
    left: (minX + maxX) / 2 - widthPx / scale / 2,
    top: (minY + maxY) / 2 - heightPx / scale / 2,
    scale,
    widthPx,
    heightPx,
  };
}
