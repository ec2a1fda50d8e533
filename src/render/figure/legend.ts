import { type Drawing, type ShapeKind } from "../../styles/drawing.ts";
import { svgPaint } from "../../styles/svg-paint.ts";
import { DIM, fittedText, rounded, svgText, textWidth } from "./svg-text.ts";

/** What the legend says of a layer. */
export interface LegendLayer {
  readonly name: string;
  readonly kind: ShapeKind;
  readonly count: number;
  readonly drawing: Drawing;
}

export interface Legend {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const TEXT = { size: 12 } as const;
const TITLE = { size: 12, bold: true } as const;
const SMALL = { size: 11, color: DIM } as const;
const SWATCH = { width: 20, height: 13 };
const GAP = 8;

interface Row {
  readonly height: number;
  readonly width: number;
  /** Drawn with its top at 0. */
  readonly svg: string;
}

/** Rows of the layers, topmost first: as on the map. @param width at most @param ground what is seen through areas */
export function legendOf(layers: readonly LegendLayer[], width: number, ground: string): Legend {
  const blocks = layers.toReversed().map((layer) => rowsOf(layer, width, ground));
  let y = 0;
  const drawn: string[] = [];
  for (const [index, rows] of blocks.entries()) {
    if (index > 0) y += GAP;
    for (const row of rows) {
      drawn.push(`<g transform="translate(0 ${rounded(y)})">${row.svg}</g>`);
      y += row.height;
    }
  }
  return { svg: drawn.join(""), width: Math.max(0, ...blocks.flat().map((row) => row.width)), height: y };
}

function rowsOf(layer: LegendLayer, width: number, ground: string): Row[] {
  const { drawing, name, count } = layer;
  if (drawing.classes.length === 0) return [classRow(layer, undefined, [name, count], { width, ground })];
  const rows = drawing.classes.map(({ label, count: own }, index) =>
    classRow(layer, index, [label, own], { width, ground }),
  );
  return [textRow(name, width, TITLE), textRow(drawing.by, width, SMALL), ...rows];
}

function textRow(text: string, width: number, style: Parameters<typeof svgText>[3]): Row {
  const shown = fittedText(text, width, style);
  return { height: 17, width: textWidth(shown, style), svg: svgText(shown, 0, 12, style) };
}

function classRow(
  { kind, drawing }: LegendLayer,
  index: number | undefined,
  [label, count]: readonly [string, number],
  { width, ground }: { readonly width: number; readonly ground: string },
): Row {
  const size = sizeOf(drawing, index, kind);
  const wide = Math.max(SWATCH.width, size);
  const height = Math.max(18, size + 4);
  const number = count.toLocaleString("en");
  const numberWidth = textWidth(number, SMALL);
  const text = fittedText(label, width - wide - 3 * GAP - numberWidth, TEXT);
  const left = wide + GAP;
  const end = left + textWidth(text, TEXT) + GAP;
  const middle = height / 2;
  return {
    height,
    width: end + numberWidth,
    svg:
      swatch({ kind, drawing }, index, { wide, middle, ground }) +
      svgText(text, left, middle + 4.3, TEXT) +
      svgText(number, end, middle + 4, SMALL),
  };
}

/** Of a point, across. */
function sizeOf(drawing: Drawing, index: number | undefined, kind: ShapeKind): number {
  const one = index === undefined ? undefined : drawing.classes[index];
  const radius = one?.size ?? drawing.radius;
  return kind === "point" && radius !== undefined ? 2 * radius + 2 : 0;
}

/** Painted just as on the map, over the same ground. */
function swatch(
  { kind, drawing }: Pick<LegendLayer, "kind" | "drawing">,
  index: number | undefined,
  { wide, middle, ground }: { readonly wide: number; readonly middle: number; readonly ground: string },
): string {
  const paint = svgPaint(drawing, index);
  const group = (inner: string): string => `<g opacity="${drawing.opacity}">${inner}</g>`;
  const center = wide / 2;
  switch (kind) {
    case "polygon":
    case "mixed": {
      const shape = `x="${rounded(center - SWATCH.width / 2)}" y="${rounded(middle - SWATCH.height / 2)}" width="${SWATCH.width}" height="${SWATCH.height}"`;
      return `<rect ${shape} fill="${ground}"/>${group(`<rect ${shape} ${paint.polygons}/>`)}`;
    }
    case "line":
      return group(`<path ${paint.lines} d="M0 ${middle}H${wide}"/>`);
    case "point": {
      const dot = `d="M${rounded(center)} ${rounded(middle)}h.01"`;
      return group(`${paint.halos === "" ? "" : `<path ${paint.halos} ${dot}/>`}<path ${paint.dots} ${dot}/>`);
    }
  }
}
