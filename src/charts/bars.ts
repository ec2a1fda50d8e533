import { aggregated } from "../layers/aggregate-values.ts";
import { rounded } from "../render/figure/svg-text.ts";
import type { ChartOptions, Plot } from "./chart-parts.ts";
import { asNumbers, asTexts, type ChartValues } from "./chart-values.ts";
import { leftOut } from "./notes.ts";
import { bandScale, linearScale, logScale, turned } from "./scale.ts";

/** More bars are thinner than their names. */
const MOST = 20;
const NATURAL = new Intl.Collator("en", { numeric: true });

interface Bar {
  readonly name: string;
  readonly value: number;
}

/**
 * A bar for each value of `by`, as long as an aggregate of its rows; without `by` one for each value, as long as there are
 * rows. The longest first, of numbers and times in their order.
 */
export function bars(given: ChartValues, by: ChartValues | undefined, options: ChartOptions): Plot {
  const names = asTexts(by ?? given);
  const isCount = by === undefined || options.aggregate === "count";
  const values = isCount ? undefined : asNumbers(given, "bar chart", "numbers").values;
  const all = sorted(barsOf(names, values, options.aggregate), (by ?? given).type !== "text" && by !== undefined);
  const shown = all.filter(({ value }) => !options.log || value > 0).slice(0, MOST);
  const lengths = shown.map(({ value }) => value);
  const title = isCount
    ? "count"
    : options.aggregate === "sum"
      ? given.title
      : `${options.aggregate} of ${given.title}`;
  return {
    x: lengthScale(title, lengths, options.log),
    y: turned(
      bandScale(
        (by ?? given).title,
        shown.map(({ name }) => name),
      ),
    ),
    legend: [],
    rows: all.map(({ name, value }) => ({ [(by ?? given).title]: name, [title]: value })),
    notes: [
      ...leftOut(names.filter((name) => name === null).length, names.length, "without a value"),
      ...(shown.length < all.length ? [`${shown.length} of ${all.length.toLocaleString("en")} bars shown`] : []),
    ],
    marks: ({ x, y, height }, theme) => {
      const thick = Math.min(26, (height / Math.max(1, shown.length)) * 0.8);
      const zero = options.log ? 0 : x(0);
      return shown
        .map(({ value }, index) => {
          const [left, right] = [Math.min(zero, x(value)), Math.max(zero, x(value))];
          const box = `x="${rounded(left)}" y="${rounded(y(index) - thick / 2)}" width="${rounded(right - left)}" height="${rounded(thick)}"`;
          return `<rect ${box} fill="${theme.mark}"/>`;
        })
        .join("");
    },
  };
}

function barsOf(
  names: readonly (string | null)[],
  values: Float64Array | undefined,
  aggregate: ChartOptions["aggregate"],
): Bar[] {
  const groups = new Map<string, number[]>();
  names.forEach((name, row) => {
    if (name === null) return;
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    const value = values?.[row] ?? 0;
    if (!Number.isNaN(value)) group.push(value);
  });
  return [...groups].flatMap(([name, group]) => {
    const entries = group.map((value) => ({ value, order: undefined }));
    const value = values === undefined ? group.length : aggregated(aggregate, entries, "");
    return value === null ? [] : [{ name, value: Number(value) }];
  });
}

function sorted(all: readonly Bar[], inOrder: boolean): Bar[] {
  return all.toSorted((a, b) => (inOrder ? 0 : b.value - a.value) || NATURAL.compare(a.name, b.name));
}

/** From 0, unless it is by powers of ten. */
function lengthScale(title: string, lengths: readonly number[], log: boolean) {
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  if (lengths.length === 0) return linearScale({ title, from: 0, to: 1 });
  if (log) return logScale({ title, from: least / 2, to: most * 1.2 });
  const [from, to] = [Math.min(0, least), Math.max(0, most)];
  return linearScale({ title, from: from * 1.04, to: to === from ? 1 : to * 1.04 });
}
