import type { LayerStyle, StyleClass } from "../layers/layer-style.ts";

export type ShapeKind = "point" | "line" | "polygon" | "mixed";

/** A style with nothing left open: what both the map and the picture draw. Plain data, small enough for the map's state. */
export interface Drawing {
  /** "#rrggbb" */
  readonly color: string;
  /** Of the whole layer, 0 to 1. */
  readonly opacity: number;
  /** Of areas, on top of that. */
  readonly fillOpacity: number;
  /** Colour of outlines of areas and around points; undefined for none. */
  readonly outline: string | undefined;
  /** Of lines and outlines, in pixels; undefined: what suits the zoom. */
  readonly width: number | undefined;
  /** Of points, in pixels; undefined: what suits their number and the zoom. */
  readonly radius: number | undefined;
  readonly dash: readonly number[] | undefined;
  /** Whether something is written at its features. */
  readonly hasLabels: boolean;
  /** From which zoom of the live map on it is shown, and up to which. */
  readonly zooms: readonly number[] | undefined;
  /** What classes are made of, and the classes themselves; empty where all features look alike. */
  readonly by: string;
  readonly classes: readonly StyleClass[];
}

/** Areas let what lies below show through; coloured by value they must be told apart. */
const AREA = 0.6;
const CLASSED_AREA = 0.85;
/** A layer that others lie upon, and that nobody has coloured. */
const QUIET: Pick<Drawing, "color" | "fillOpacity" | "outline" | "opacity"> = {
  color: "#8a8f98",
  fillOpacity: 0.12,
  outline: "#8a8f98",
  opacity: 1,
};

/** @param isBackdrop whether it only gives others their place: drawn in thin grey, unless somebody chose its style */
export function drawingOf(style: LayerStyle, kind: ShapeKind, isBackdrop = false): Drawing {
  const { color, opacity, outline, width, radius, dash, classes, labels, visibleZoom } = style;
  const list = classes?.list ?? [];
  const isClassed = list.length > 0;
  const plain: Drawing = {
    color,
    opacity,
    fillOpacity: isClassed ? CLASSED_AREA : AREA,
    outline: outline === "none" ? undefined : (outline ?? (isClassed || kind === "point" ? "#ffffff" : color)),
    width,
    radius,
    dash,
    hasLabels: labels !== undefined && labels.features.length > 0,
    zooms: visibleZoom,
    by: legendTitle(style),
    classes: list,
  };
  return isBackdrop && style.chosen !== true && !isClassed ? { ...plain, ...QUIET } : plain;
}

function legendTitle({ request, classes, problem }: LayerStyle): string {
  if (request === undefined) return "";
  if (problem !== undefined) return `${request.by}: ${problem}`;
  return classes === undefined ? "" : request.by;
}

/** A colour as it is seen through `opacity` over a ground, both "#rrggbb". */
export function seenColor(color: string, opacity: number, ground: string): string {
  const [over, under] = [channels(color), channels(ground)];
  const mixed = over.map((value, index) => Math.round(value * opacity + under[index]! * (1 - opacity)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Of "#rrggbb"; grey for anything else. */
export function channels(color: string): number[] {
  const digits = /^#([0-9a-f]{6})$/i.exec(color)?.[1] ?? "888888";
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16));
}

/** Of a layer's geometry type in QGIS's words. */
export function shapeKind(geometryType: string): ShapeKind {
  const kinds = (["point", "line", "polygon"] as const).filter((kind) => geometryType.toLowerCase().includes(kind));
  const [only] = kinds;
  return kinds.length === 1 && only !== undefined ? only : "mixed";
}
