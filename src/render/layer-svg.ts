import type { Drawing } from "../styles/drawing.ts";
import { type SvgPaint, svgPaint } from "../styles/svg-paint.ts";
import type { FlatShapes } from "./flat-shapes.ts";
import { type Frame, type PathOptions, svgPaths } from "./svg-paths.ts";

export interface DrawnShapes {
  readonly geometry: FlatShapes;
  readonly drawing: Drawing;
  /** Of each feature, where the drawing has classes. */
  readonly classes?: Uint8Array | undefined;
}

export interface LayerSvgOptions extends PathOptions {
  /** Pixels of the picture for each of the style's. */
  readonly unit?: number;
}

/** A layer as a group; one class above the other. */
export function layerSvg(shapes: DrawnShapes, frame: Frame, options: LayerSvgOptions = {}): string {
  const { geometry, drawing, classes } = shapes;
  const { unit, around, isMember: isAmong } = options;
  const indexes = classes === undefined ? [undefined] : drawing.classes.map((_, index) => index);
  const parts = indexes.map((index) => {
    const isMember =
      index === undefined
        ? isAmong
        : (feature: number): boolean => classes?.[feature] === index && (isAmong?.(feature) ?? true);
    const { polygons, lines, dots } = svgPaths(geometry, frame, { isMember, around });
    const paint = svgPaint(drawing, index, unit);
    return path(paint.polygons, polygons) + path(paint.lines, lines) + dotPaths(paint, dots);
  });
  return `<g opacity="${Math.min(1, Math.max(0, drawing.opacity))}">${parts.join("")}</g>`;
}

/** A dot with a halo is drawn with it before the next one: those that overlap stay apart. */
function dotPaths(paint: SvgPaint, dots: string): string {
  if (paint.halos === "") return path(paint.dots, dots);
  return dots
    .split(/(?=M)/)
    .map((dot) => path(paint.halos, dot) + path(paint.dots, dot))
    .join("");
}

function path(attributes: string, d: string): string {
  return d === "" ? "" : `<path ${attributes} d="${d}"/>`;
}
