import { compareMixed, toText } from "./mixed-values.ts";

/** What one row of a group gives to an aggregate. */
export interface AggregateEntry {
  /** null for NULL. */
  readonly value: unknown;
  readonly order: unknown;
}

/** What an aggregate of the expression language is called. */
export type AggregateKind =
  | keyof typeof OTHERS
  | Statistic
  | "count_missing"
  | "array_agg"
  | "concatenate"
  | "concatenate_unique";

type Values = readonly unknown[];
type Statistic = "sum" | "mean" | "median" | "stdev" | "range" | "q1" | "q3" | "iqr";

/** Of values that are not NULL; null where there is nothing to say. */
const OTHERS = {
  count: (values: Values) => values.length,
  count_distinct: (values: Values) => new Set(values.map(toText)).size,
  minimum: (values: Values) => extreme(values, -1),
  maximum: (values: Values) => extreme(values, 1),
  minority: (values: Values) => byFrequency(values, (a, b) => a < b),
  majority: (values: Values) => byFrequency(values, (a, b) => a > b),
  min_length: (values: Values) =>
    values.length === 0 ? null : values.reduce((least: number, text) => Math.min(least, toText(text).length), Infinity),
  max_length: (values: Values) =>
    values.length === 0 ? null : values.reduce((most: number, text) => Math.max(most, toText(text).length), 0),
};

/** An aggregate of the rows of a group, in their order; null where there is nothing to say, as of no rows. */
export function aggregated(kind: AggregateKind, entries: readonly AggregateEntry[], between: string): unknown {
  const ordered = entries.some(({ order }) => order !== undefined)
    ? entries.toSorted((a, b) => compareMixed(a.order ?? "", b.order ?? ""))
    : entries;
  const all = ordered.map(({ value }) => value);
  // QGIS joins NULL as an empty text
  if (kind === "concatenate" || kind === "concatenate_unique") return joined(kind, all, between);
  const values = all.filter((value) => value !== null);
  if (kind === "array_agg") return all;
  if (kind === "count_missing") return all.length - values.length;
  return isStatistic(kind) ? statistic(kind, values as number[]) : OTHERS[kind](values);
}

function joined(kind: "concatenate" | "concatenate_unique", all: Values, between: string): string {
  const texts = all.map((value) => (value === null ? "" : toText(value)));
  return (kind === "concatenate" ? texts : [...new Set(texts)]).join(between);
}

function isStatistic(kind: AggregateKind): kind is Statistic {
  return Object.hasOwn(STATISTICS, kind);
}

const STATISTICS: Readonly<Record<Statistic, (values: readonly number[]) => number | null>> = {
  sum: total,
  mean: (values) => total(values) / values.length,
  median: (values) => medianOf(ascending(values)),
  stdev: (values) => (values.length === 1 ? null : Math.sqrt(squares(values) / (values.length - 1))),
  range: (values) => {
    const sorted = ascending(values);
    return sorted.at(-1)! - sorted[0]!;
  },
  q1: (values) => quartiles(values)[0],
  q3: (values) => quartiles(values)[1],
  iqr: (values) => quartiles(values)[1] - quartiles(values)[0],
};

/** Of numbers that are not NULL; null of none. */
export function statistic(kind: Statistic, values: readonly number[]): number | null {
  return values.length === 0 ? null : STATISTICS[kind](values);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function ascending(values: readonly number[]): Float64Array {
  return Float64Array.from(values).toSorted();
}

/** Medians of the halves, of which the middle one is part of neither, as in QGIS. */
function quartiles(values: readonly number[]): readonly [number, number] {
  const all = ascending(values);
  const half = Math.max(1, all.length >> 1);
  return [medianOf(all.subarray(0, half)), medianOf(all.subarray(all.length - half))];
}

function squares(values: readonly number[]): number {
  const mean = total(values) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function extreme(values: readonly unknown[], sign: 1 | -1): unknown {
  return values.length === 0
    ? null
    : values.reduce((best, value) => (compareMixed(value, best) * sign > 0 ? value : best));
}

/** The first value that is the most, or least, frequent. */
function byFrequency(values: readonly unknown[], isBetter: (a: number, b: number) => boolean): unknown {
  const counts = new Map<string, { value: unknown; count: number }>();
  for (const value of values) {
    const key = toText(value);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { value, count: 1 });
  }
  let best: { value: unknown; count: number } | undefined;
  for (const one of counts.values()) if (best === undefined || isBetter(one.count, best.count)) best = one;
  return best?.value ?? null;
}
