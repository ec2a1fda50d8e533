import { fittedText, rounded, svgText, textWidth } from "../render/figure/svg-text.ts";
import type { Area, ChartOptions, Plot, Theme } from "./chart-parts.ts";
import type { Scale, Tick } from "./scale.ts";

const MARGIN = 14;
const TITLE = { size: 15, bold: true } as const;
const TEXT = { size: 11 } as const;
const NOTE = { size: 10 } as const;
const LINE = 17;
/** Of a tick's text across, and of a row of them. */
const APART = { across: 24, down: 38 };

/** Where the plot lies in the chart, in pixels of 1/96 inch. */
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A chart with its axes, title, legend and notes, as SVG. */
export function chartSvg(plot: Plot, { title, widthPx, heightPx, dpi }: ChartOptions, theme: Theme): string {
  const unit = dpi / 96;
  const [width, height] = [widthPx / unit, heightPx / unit];
  const legend = legendRows(plot, width - 2 * MARGIN, theme);
  const head = MARGIN + (title === undefined ? 0 : 24) + legend.length * LINE;
  const frame = frameOf(plot, { width, height, head });
  const parts = [
    title === undefined
      ? ""
      : svgText(fittedText(title, width - 2 * MARGIN, TITLE), MARGIN, MARGIN + 14, { ...TITLE, color: theme.ink }),
    ...legend.map(
      (row, index) => `<g transform="translate(0 ${rounded(head - (legend.length - index) * LINE)})">${row}</g>`,
    ),
    axes(plot, frame, theme),
    marksOf(plot, frame, theme),
    ...plot.notes.map((note, index) =>
      svgText(fittedText(note, width - 2 * MARGIN, NOTE), MARGIN, height - 8 - 13 * (plot.notes.length - 1 - index), {
        ...NOTE,
        color: theme.dim,
      }),
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${rounded(width)} ${rounded(height)}"><rect width="100%" height="100%" fill="${theme.ground}"/>${parts.join("")}</svg>`;
}

function marksOf(plot: Plot, { left, top, width, height }: Frame, theme: Theme): string {
  const area: Area = {
    width,
    height,
    x: (value) => plot.x.share(value) * width,
    y: (value) => (1 - plot.y.share(value)) * height,
  };
  return `<g transform="translate(${rounded(left)} ${rounded(top)})">${plot.marks(area, theme)}</g>`;
}

/** What is left of the chart beside the texts of the axes. */
function frameOf(
  { x, y, notes }: Plot,
  { width, height, head }: { readonly width: number; readonly height: number; readonly head: number },
): Frame {
  const foot = MARGIN + 18 + (x.title === "" ? 0 : LINE) + 13 * notes.length;
  const top = head + (y.title === "" ? 4 : 20);
  const plotHeight = Math.max(20, height - top - foot);
  const texts = leftTicks(y, plotHeight).map(({ text }) => textWidth(text, TEXT));
  const left = MARGIN + Math.min(width * 0.35, Math.max(12, ...texts)) + 8;
  return { left, top, width: Math.max(20, width - left - MARGIN - 6), height: plotHeight };
}

/** With lines through the plot; names of bands have none. */
function axes({ x, y }: Plot, frame: Frame, theme: Theme): string {
  const { left, top, width, height } = frame;
  const style = { ...TEXT, color: theme.dim };
  const room = left - MARGIN - 8;
  const lines: string[] = [];
  const rows = leftTicks(y, height).map(({ at, text }) => {
    const down = top + (1 - at) * height;
    if (y.band === undefined) lines.push(`M${rounded(left)} ${rounded(down)}h${rounded(width)}`);
    return svgText(fittedText(text, room, TEXT), left - 8, down + 4, { ...style, anchor: "end" });
  });
  const columns = bottomTicks(x, width).map(({ at: share, text }) => {
    const across = left + share * width;
    if (x.band === undefined) lines.push(`M${rounded(across)} ${rounded(top)}v${rounded(height)}`);
    const wide = x.band === undefined ? Infinity : x.band * width - 4;
    const shown = fittedText(text, wide, TEXT);
    // the last one stays within the chart
    const at = Math.min(across, left + width + MARGIN - textWidth(shown, TEXT) / 2);
    return svgText(shown, at, top + height + 16, { ...style, anchor: "middle" });
  });
  const titles = [
    y.title === ""
      ? ""
      : svgText(fittedText(y.title, left + width - MARGIN, TEXT), MARGIN, top - 8, { ...TEXT, color: theme.ink }),
    x.title === ""
      ? ""
      : svgText(fittedText(x.title, width, TEXT), left + width, top + height + 16 + LINE, {
          ...TEXT,
          color: theme.ink,
          anchor: "end",
        }),
  ];
  const edge = `M${rounded(left)} ${rounded(top)}v${rounded(height)}h${rounded(width)}`;
  return `<path fill="none" stroke="${theme.grid}" d="${lines.join("")}"/><path fill="none" stroke="${theme.dim}" d="${edge}"/>${[...rows, ...columns, ...titles].join("")}`;
}

function leftTicks(scale: Scale, height: number): readonly Tick[] {
  if (scale.band === undefined) return scale.ticks(Math.max(2, height / APART.down));
  return thinned(scale.ticks(0), Math.ceil(13 / (scale.band * height)));
}

/** As many as have room beside each other. */
function bottomTicks(scale: Scale, width: number): readonly Tick[] {
  if (scale.band !== undefined) return thinned(scale.ticks(0), Math.ceil(40 / (scale.band * width)));
  for (let most = Math.floor(width / 40); most > 2; most--) {
    const ticks = scale.ticks(most);
    const gap = Math.min(...ticks.slice(1).map(({ at }, index) => (at - ticks[index]!.at) * width));
    const widest = Math.max(...ticks.map(({ text }) => textWidth(text, TEXT)));
    if (gap >= widest + APART.across) return ticks;
  }
  return scale.ticks(2);
}

function thinned(ticks: readonly Tick[], every: number): readonly Tick[] {
  return ticks.filter((_, index) => index % Math.max(1, every) === 0);
}

/** Swatches with the names of the groups, in as many rows as they need. */
function legendRows({ legend }: Plot, width: number, theme: Theme): string[] {
  const rows: string[][] = [];
  let x = Infinity;
  for (const { text, color } of legend) {
    const shown = fittedText(text, width - 20, TEXT);
    const wide = textWidth(shown, TEXT) + 34;
    if (x + wide > MARGIN + width + 16) {
      rows.push([]);
      x = MARGIN;
    }
    rows
      .at(-1)!
      .push(
        `<rect x="${rounded(x)}" y="1" width="11" height="11" fill="${color}"/>${svgText(shown, x + 16, 10.5, { ...TEXT, color: theme.ink })}`,
      );
    x += wide;
  }
  return rows.map((row) => row.join(""));
}
