import type { Bounds } from "../../geometry/column.ts";
import { LAND } from "../picture.ts";
import type { Frame } from "../svg-paths.ts";
import type { FigureOptions, Scene } from "./figure-parts.ts";
import type { Box } from "./furniture.ts";
import { legendOf } from "./legend.ts";
import { mapSvg, seenOf } from "./map-svg.ts";
import { DIM, fittedText, rounded, svgText } from "./svg-text.ts";

const MARGIN = 16;
const GAP = 14;
const TITLE = { size: 20, bold: true } as const;
const FACET_TITLE = { size: 12, bold: true, anchor: "middle" } as const;
/** What stands beside a map with a grid. */
const GRID = { left: 46, bottom: 18 };
const SOURCE = "Natural Earth";
const PADDING = 0.04;

/** The whole figure as SVG, in pixels of 1/96 inch that are as many of the picture as its resolution says. */
export function layOut(scene: Scene, options: FigureOptions): string {
  const { widthPx, heightPx, dpi, title, basemap } = options;
  const unit = dpi / 96;
  const [width, height] = [widthPx / unit, heightPx / unit];
  const legend = options.legend ? legendOf(scene.layers, width * 0.3, groundOf(options)) : undefined;
  const top = MARGIN + (title === undefined ? 0 : TITLE.size + 12);
  const beside = legend === undefined || legend.width === 0 ? 0 : legend.width + GAP;
  const bottom = MARGIN + (basemap === undefined ? 0 : 10);
  const room = { x: MARGIN, y: top, width: width - 2 * MARGIN - beside, height: height - top - bottom };
  const drawn = [
    `<rect width="${rounded(width)}" height="${rounded(height)}" fill="#ffffff"/>`,
    title === undefined
      ? ""
      : svgText(fittedText(title, width - 2 * MARGIN, TITLE), MARGIN, MARGIN + TITLE.size - 2, TITLE),
    ...maps(scene, room, options),
    legend === undefined ? "" : placedLegend(legend, { x: width - MARGIN - legend.width, y: top, height: room.height }),
    basemap === undefined
      ? ""
      : svgText(SOURCE, room.x + room.width, height - 9, { size: 9, color: DIM, anchor: "end" }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${rounded(width)} ${rounded(height)}">${drawn.join("")}</svg>`;
}

/** What is seen through areas that are not opaque. */
export function groundOf({ basemap }: Pick<FigureOptions, "basemap">): string {
  return basemap === undefined ? "#ffffff" : LAND;
}

/** A legend that is too long is made smaller as a whole. */
function placedLegend(
  { svg, width, height }: { readonly svg: string; readonly width: number; readonly height: number },
  place: { readonly x: number; readonly y: number; readonly height: number },
): string {
  const scale = Math.min(1, place.height / height);
  const x = place.x + width * (1 - scale);
  return `<g transform="translate(${rounded(x)} ${rounded(place.y)})${scale < 1 ? ` scale(${scale.toFixed(4)})` : ""}">${svg}</g>`;
}

function maps(scene: Scene, room: Box, options: FigureOptions): string[] {
  const { facets, plane } = scene;
  const unit = options.dpi / 96;
  const cells = cellsOf(room, facets.length, scene.bounds, options);
  return facets.flatMap((facet, index) => {
    const { box: cell, titleAt } = cells[index]!;
    const padding = options.extent === undefined ? PADDING : 0;
    const wide = frameOf(scene.bounds, cell, unit, padding);
    // around the globe there is nothing to show
    const box = seenOf(plane, wide).isBeyond ? boxAround(scene.bounds, cell, padding) : cell;
    const frame = box === cell ? wide : frameOf(scene.bounds, box, unit, padding);
    const title =
      facet.title === undefined
        ? ""
        : svgText(fittedText(facet.title, box.width, FACET_TITLE), box.x + box.width / 2, titleAt, FACET_TITLE);
    return [mapSvg({ plane, frame, box, unit, layers: scene.layers, facet }, options), title];
  });
}

/** Rows and columns of maps, so that each is as large as can be. */
function cellsOf(
  room: Box,
  count: number,
  [minX, minY, maxX, maxY]: Bounds,
  { grid, facet }: FigureOptions,
): { readonly box: Box; readonly titleAt: number }[] {
  const [left, bottom, above] = [grid ? GRID.left : 0, grid ? GRID.bottom : 0, facet === undefined ? 0 : 18];
  const sized = (columns: number) => {
    const rows = Math.ceil(count / columns);
    const width = (room.width - GAP * (columns - 1)) / columns - left;
    const height = (room.height - GAP * (rows - 1)) / rows - bottom - above;
    return { columns, width, height, scale: Math.min(width / (maxX - minX), height / (maxY - minY)) };
  };
  const choices = Array.from({ length: count }, (_, index) => sized(index + 1));
  const best = choices.reduce((one, other) => (other.scale > one.scale * 1.001 ? other : one));
  return Array.from({ length: count }, (_, index) => {
    const [column, row] = [index % best.columns, Math.floor(index / best.columns)];
    const y = room.y + row * (best.height + bottom + above + GAP);
    const x = room.x + column * (best.width + left + GAP) + left;
    const size = { width: Math.max(8, best.width), height: Math.max(8, best.height) };
    return { box: { x, y: y + above, ...size }, titleAt: y + 11 };
  });
}

/** As much of the cell as the bounds fill, from its top, in its middle. */
function boxAround([minX, minY, maxX, maxY]: Bounds, cell: Box, padding: number): Box {
  const around = 1 + 2 * padding;
  const [across, down] = [(maxX - minX) * around, (maxY - minY) * around];
  const scale = Math.min(cell.width / across, cell.height / down);
  const [width, height] = [across * scale, down * scale];
  return { x: cell.x + (cell.width - width) / 2, y: cell.y, width, height };
}

/** The bounds in the middle of the box, with some air around them. */
function frameOf([minX, minY, maxX, maxY]: Bounds, box: Box, unit: number, padding: number): Frame {
  const [widthPx, heightPx] = [Math.max(1, Math.round(box.width * unit)), Math.max(1, Math.round(box.height * unit))];
  const around = 1 + 2 * padding;
  const scale = Math.min(widthPx / ((maxX - minX) * around), heightPx / ((maxY - minY) * around));
  return {
    left: (minX + maxX) / 2 - widthPx / scale / 2,
    top: (minY + maxY) / 2 - heightPx / scale / 2,
    scale,
    widthPx,
    heightPx,
  };
}
