import { rounded } from "../render/figure/svg-text.ts";
import { boxStatistics, type BoxStatistics } from "./box-statistics.ts";
import type { Area, ChartOptions, ChartRow, Plot, Theme } from "./chart-parts.ts";
import { asTexts, type ChartValues, type NumberValues } from "./chart-values.ts";
import { leftOut } from "./notes.ts";
import { paddedScale } from "./padded-scale.ts";
import { bandScale, turned } from "./scale.ts";

const MOST = 30;
/** What falls on the same half pixel is drawn once. */
const FINE = 2;
const NATURAL = new Intl.Collator("en", { numeric: true });

interface Box extends BoxStatistics {
  readonly name: string;
  readonly count: number;
}

/** A box for each value of `by`, or one for all: quartiles, whiskers as far as 1.5 times their distance, dots beyond. */
export function boxes(value: NumberValues, by: ChartValues | undefined, { log }: ChartOptions): Plot {
  const names = by === undefined ? Array.from(value.values, () => "") : asTexts(by);
  const groups = new Map<string, number[]>();
  let missing = 0;
  names.forEach((name, row) => {
    const one = value.values[row]!;
    if (name === null || Number.isNaN(one) || (log && one <= 0)) missing++;
    else if (groups.has(name)) groups.get(name)!.push(one);
    else groups.set(name, [one]);
  });
  const all = [...groups]
    .toSorted(([a], [b]) => NATURAL.compare(a, b))
    .map(([name, list]): Box => {
      const sorted = Float64Array.from(list).toSorted();
      return Object.assign({ name, count: list.length }, boxStatistics(sorted));
    });
  const shown = all.slice(0, MOST);
  const ends = Float64Array.from(shown.flatMap(({ low, high, outliers }) => [low, high, ...ofEnds(outliers)]));
  return {
    x: paddedScale(value, ends, log),
    y: turned(
      bandScale(
        by?.title ?? "",
        shown.map(({ name }) => name),
      ),
    ),
    legend: [],
    rows: all.map((box) => rowOf(box, by?.title)),
    notes: [
      ...leftOut(missing, names.length, log ? "without a value above 0" : "without a value"),
      ...(shown.length < all.length ? [`${shown.length} of ${all.length.toLocaleString("en")} boxes shown`] : []),
    ],
    marks: (area, theme) => shown.map((box, index) => drawn(box, index, area, { theme, count: shown.length })).join(""),
  };
}

function rowOf({ name, count, outliers, low, q1, median, q3, high }: Box, title: string | undefined): ChartRow {
  const group = title === undefined ? {} : { [title]: name };
  return { ...group, count, low, q1, median, q3, high, outliers: outliers.length };
}

function ofEnds(sorted: Float64Array): number[] {
  return sorted.length === 0 ? [] : [sorted[0]!, sorted.at(-1)!];
}

function drawn(
  box: Box,
  index: number,
  { x, y, height }: Area,
  { theme, count }: { readonly theme: Theme; readonly count: number },
): string {
  const half = Math.min(13, (height / count) * 0.35);
  const middle = rounded(y(index));
  const [low, q1, median, q3, high] = [box.low, box.q1, box.median, box.q3, box.high].map((one) => rounded(x(one)));
  const [top, bottom] = [rounded(middle - half), rounded(middle + half)];
  const seen = [...new Set(Array.from(box.outliers, (one) => Math.round(x(one) * FINE) / FINE))];
  const dots = seen.map((at) => `M${at} ${middle}h.01`).join("");
  return (
    `<path fill="none" stroke="${theme.dim}" d="M${low} ${middle}H${q1}M${q3} ${middle}H${high}M${low} ${top}V${bottom}M${high} ${top}V${bottom}"/>` +
    `<rect x="${q1}" y="${top}" width="${rounded(Math.max(0.5, q3! - q1!))}" height="${rounded(2 * half)}" fill="${theme.mark}" fill-opacity="0.45" stroke="${theme.mark}"/>` +
    `<path stroke="${theme.ink}" stroke-width="2" d="M${median} ${top}V${bottom}"/>` +
    (dots === ""
      ? ""
      : `<path fill="none" stroke="${theme.mark}" stroke-width="4" stroke-opacity="0.7" stroke-linecap="round" d="${dots}"/>`)
  );
}
