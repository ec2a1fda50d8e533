import type { Drawing } from "./drawing.ts";

/** The property of a tile's feature that holds the position of its class. */
export const CLASS_PROPERTY = "c";

/** The property of a label in a tile that holds its text. */
export const LABEL_PROPERTY = "t";

/** A MapLibre paint property with its value, an expression as JSON. */
export type Paint = readonly [property: string, value: unknown];

/** Few points are drawn large, many small. */
function pointRadius(count: number): number {
  if (count < 100) return 4;
  if (count < 2000) return 3;
  return count < 20_000 ? 2.2 : 1.5;
}

/**
 * A drawing as MapLibre's paint properties. @param count features of the layer
 */
export function mapPaint(type: "fill" | "line" | "circle", drawing: Drawing, count: number): Paint[] {
  const { color, opacity, fillOpacity, outline, width, radius, dash } = drawing;
  switch (type) {
    case "fill":
      return [
        ["fill-color", byClass(drawing, (one) => withAlpha(one, fillOpacity), color)],
        ["fill-outline-color", outline ?? "rgba(0,0,0,0)"],
        ["fill-opacity", opacity],
      ];
    case "line":
      return [
        ["line-color", byClass(drawing, (one) => one, color)],
        ["line-width", sizes(drawing) ?? width ?? ["interpolate", ["linear"], ["zoom"], 2, 1.2, 12, 3]],
        ["line-opacity", opacity],
        ...(dash === undefined ? [] : ([["line-dasharray", [...dash]]] as const)),
      ];
    case "circle":
      return [
        ["circle-color", byClass(drawing, (one) => one, color)],
        [
          "circle-radius",
          sizes(drawing) ?? radius ?? ["interpolate", ["linear"], ["zoom"], 0, pointRadius(count), 14, 7],
        ],
        ["circle-stroke-color", outline ?? "rgba(0,0,0,0)"],
        [
          "circle-stroke-width",
          outline === undefined ? 0 : ["interpolate", ["linear"], ["zoom"], 1, count < 2000 ? 1 : 0, 8, 1],
        ],
        ["circle-stroke-opacity", opacity],
        ["circle-opacity", opacity],
      ];
  }
}

/** Outlines of areas of a width of their own; a fill's own, of one pixel, needs no second. */
export function outlinePaint({ outline, color, width, opacity, dash }: Drawing): Paint[] {
  return [
    ["line-color", outline ?? color],
    ["line-width", width ?? 1],
    ["line-opacity", outline === undefined || width === undefined ? 0 : opacity],
    ...(dash === undefined ? [] : ([["line-dasharray", [...dash]]] as const)),
  ];
}

function byClass({ classes }: Drawing, paint: (color: string) => string, otherwise: string): unknown {
  if (classes.length === 0) return paint(otherwise);
  return [
    "match",
    ["get", CLASS_PROPERTY],
    ...classes.flatMap(({ color }, index) => [index, paint(color)]),
    paint(otherwise),
  ];
}

function sizes({ classes }: Drawing): unknown {
  const [first] = classes;
  if (first?.size === undefined) return undefined;
  return ["match", ["get", CLASS_PROPERTY], ...classes.flatMap(({ size = 1 }, index) => [index, size]), first.size];
}

function withAlpha(color: string, opacity: number): string {
  const digits = Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0");
  return /^#[0-9a-f]{6}$/i.test(color) ? `${color}${digits}` : color;
}
