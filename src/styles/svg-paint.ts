import type { Drawing } from "./drawing.ts";

/** Attributes of SVG shapes, for the areas, lines and points of one class. */
export interface SvgPaint {
  readonly polygons: string;
  readonly lines: string;
  readonly dots: string;
  /** Drawn beneath the dots; empty for none. */
  readonly halos: string;
}

const OUTLINE_PX = 0.7;
const LINE_PX = 1.5;
/** Points are lines of no length with round caps. */
const DOT_PX = 5;

/** @param index of the class; undefined where all features look alike @param unit pixels of the picture for each of the style's */
export function svgPaint(drawing: Drawing, index: number | undefined, unit = 1): SvgPaint {
  const { outline, fillOpacity, dash } = drawing;
  const one = index === undefined ? undefined : drawing.classes[index];
  const [width, radius, size] = [drawing.width, drawing.radius, one?.size].map((px) => px && px * unit);
  const color = attribute(one?.color ?? drawing.color);
  const stroke = outline === undefined ? "none" : attribute(outline);
  const dashes =
    dash === undefined
      ? ""
      : ` stroke-dasharray="${dash.map((length) => length * (width ?? LINE_PX * unit)).join(" ")}"`;
  const lineWidth = size ?? width ?? LINE_PX * unit;
  const dotRadius = size ?? radius;
  const dotWidth = dotRadius === undefined ? DOT_PX * unit : 2 * dotRadius;
  return {
    polygons: `fill="${color}" fill-opacity="${fillOpacity}" stroke="${stroke}" stroke-width="${width ?? OUTLINE_PX * unit}"${dashes}`,
    lines: `fill="none" stroke="${color}" stroke-width="${lineWidth}" stroke-linejoin="round"${dashes}`,
    dots: round(color, dotWidth),
    // around what is large enough to be told apart
    halos: stroke === "none" || dotRadius === undefined ? "" : round(stroke, dotWidth + 2 * OUTLINE_PX * unit),
  };
}

function round(color: string, size: number): string {
  return `fill="none" stroke="${color}" stroke-width="${size}" stroke-linecap="round"`;
}

/** Colours come from users: nothing of them ends an attribute. */
function attribute(text: string): string {
  return text.replaceAll(/[^#\w(),.% -]/g, "");
}
