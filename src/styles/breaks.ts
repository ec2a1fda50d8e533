import { ckmeans, mean, standardDeviation } from "simple-statistics";
import type { Method } from "../layers/layer-style.ts";

export type NumberMethod = Exclude<Method, "categories">;

/** Natural breaks look at so many values at most, evenly spread over the sorted ones: their time grows with the number. */
const MOST_FOR_JENKS = 20_000;

/**
 * Ends of classes, ascending: the smallest value, the upper end of each class. A value belongs to the first class whose
 * upper end is not below it. Fewer classes come out where values repeat.
 * @param sorted ascending, finite, at least one
 */
export function breaksOf(method: NumberMethod, sorted: readonly number[], classes: number): number[] {
  const [least, most] = limits(sorted);
  if (least === most) return [least, most];
  const ends = METHODS[method](sorted, classes);
  const inside = ends.filter((end) => end > least && end < most);
  return [least, ...new Set(inside), most];
}

/** Upper ends, the last of which may be left out. */
const METHODS: Readonly<Record<NumberMethod, (sorted: readonly number[], classes: number) => number[]>> = {
  quantile: (sorted, classes) => steps(classes).map((k) => quantileLinear(sorted, k / classes)),
  equal: (sorted, classes) => {
    const [least, most] = limits(sorted);
    return steps(classes).map((k) => least + ((most - least) * k) / classes);
  },
  jenks: (sorted, classes) => ckmeans(thinned(sorted), Math.min(classes, sorted.length)).map((group) => group.at(-1)!),
  pretty: (sorted, classes) => pretty(...limits(sorted), classes),
  std: (sorted, classes) => {
    const [middle, deviation] = [mean([...sorted]), standardDeviation([...sorted])];
    const half = (classes - 1) / 2;
    return steps(classes).map((k) => middle + (k - half - 0.5) * deviation);
  },
  log: (sorted, classes) => {
    // what is not above 0 has no logarithm: it is the first class
    const least = sorted.find((value) => value > 0) ?? 1;
    const most = Math.max(sorted.at(-1)!, least);
    return steps(classes).map((k) => least * (most / least) ** (k / classes));
  },
};

function limits(sorted: readonly number[]): readonly [number, number] {
  return [sorted[0]!, sorted.at(-1)!];
}

function steps(classes: number): number[] {
  return Array.from({ length: classes - 1 }, (_, index) => index + 1);
}

/** Between neighbours, as NumPy and pandas do. */
function quantileLinear(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (at - below) * (next - sorted[below]!);
}

function thinned(sorted: readonly number[]): number[] {
  if (sorted.length <= MOST_FOR_JENKS) return [...sorted];
  const step = (sorted.length - 1) / (MOST_FOR_JENKS - 1);
  return Array.from({ length: MOST_FOR_JENKS }, (_, index) => sorted[Math.round(index * step)]!);
}

/** Round numbers: 1, 2 or 5 times a power of ten apart, whichever gives the number of classes most nearly. */
function pretty(least: number, most: number, classes: number): number[] {
  const rough = (most - least) / classes;
  const power = 10 ** Math.floor(Math.log10(rough));
  const off = (factor: number): number => Math.abs(Math.log((factor * power) / rough));
  const step = power * [1, 2, 5, 10].reduce((best, factor) => (off(factor) < off(best) ? factor : best));
  const first = Math.floor(least / step + 1e-9) + 1;
  const count = Math.ceil(most / step - 1e-9) - first;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
