import { rounded } from "../render/figure/svg-text.ts";
import type { Area, ChartOptions, Plot, Theme } from "./chart-parts.ts";
import type { NumberValues } from "./chart-values.ts";
import type { Groups } from "./groups.ts";
import { leftOut } from "./notes.ts";
import { paddedScale } from "./padded-scale.ts";

/** More dots hide each other: squares are drawn then, darker where there are more. */
const MOST_DOTS = 5000;
const SQUARE = 4;

/** A dot for each row: `by` across, the value upwards. */
export function scatter(value: NumberValues, by: NumberValues, groups: Groups, options: ChartOptions): Plot {
  const { log, logBy } = options;
  const rows = Array.from(value.values.keys());
  const isThere = (row: number): boolean => !Number.isNaN(value.values[row]!) && !Number.isNaN(by.values[row]!);
  const there = rows.filter(isThere);
  const shown = there.filter((row) => (!log || value.values[row]! > 0) && (!logBy || by.values[row]! > 0));
  const isDense = shown.length > MOST_DOTS;
  const [xs, ys] = [by, value].map(({ values }) => Float64Array.from(shown, (row) => values[row]!)) as [
    Float64Array,
    Float64Array,
  ];
  return {
    x: paddedScale(by, xs, logBy),
    y: paddedScale(value, ys, log),
    legend: isDense ? [] : groups.legend,
    rows: [],
    notes: [
      ...leftOut(rows.length - there.length, rows.length, "without a value"),
      ...leftOut(there.length - shown.length, rows.length, "not above 0"),
      ...(isDense
        ? [`${shown.length.toLocaleString("en")} rows: the more of them in a place, the stronger its colour`]
        : []),
    ],
    marks: (area, theme) =>
      isDense
        ? squares(xs, ys, area, theme)
        : dots({ xs, ys, of: shown.map((row) => groups.of[row]!) }, groups, area, theme),
  };
}

interface Dots {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly of: readonly number[];
}

function dots({ xs, ys, of }: Dots, { legend }: Groups, { x, y }: Area, theme: Theme): string {
  const radius = xs.length > 500 ? 2 : 3;
  const circles = Array.from(
    xs,
    (at, index) =>
      `<circle cx="${rounded(x(at))}" cy="${rounded(y(ys[index]!))}" r="${radius}" fill="${legend[of[index]!]?.color ?? theme.mark}"/>`,
  );
  return `<g fill-opacity="0.75">${circles.join("")}</g>`;
}

/** By the logarithm of their number, so that single ones are seen as well. */
function squares(xs: Float64Array, ys: Float64Array, { x, y, width }: Area, theme: Theme): string {
  const across = Math.ceil(width / SQUARE) + 1;
  const counts = new Map<number, number>();
  xs.forEach((at, index) => {
    const cell = Math.floor(y(ys[index]!) / SQUARE) * across + Math.floor(x(at) / SQUARE);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  });
  const most = Math.log1p([...counts.values()].reduce((highest, count) => Math.max(highest, count), 1));
  const drawn = [...counts].map(([cell, count]) => {
    const opacity = Math.round((0.2 + (0.8 * Math.log1p(count)) / most) * 20) / 20;
    return `<rect x="${(cell % across) * SQUARE}" y="${Math.floor(cell / across) * SQUARE}" width="${SQUARE}" height="${SQUARE}" fill-opacity="${opacity}"/>`;
  });
  return `<g fill="${theme.mark}">${drawn.join("")}</g>`;
}
