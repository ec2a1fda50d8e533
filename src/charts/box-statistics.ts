import { quantile } from "./quantile.ts";

export interface BoxStatistics {
  readonly low: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly high: number;
  /** Beyond the whiskers, ascending. */
  readonly outliers: Float64Array;
}

/** How far whiskers reach: quartiles' distances (Tukey). */
const REACH = 1.5;

/** As Matplotlib's boxplot has them: whiskers end at the last value within reach. @param sorted ascending, at least one */
export function boxStatistics(sorted: Float64Array): BoxStatistics {
  const [q1, median, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const reach = REACH * (q3 - q1);
  const [from, to] = [q1 - reach, q3 + reach];
  const inside = sorted.filter((value) => value >= from && value <= to);
  const low = Math.min(inside[0] ?? q1, q1);
  const high = Math.max(inside.at(-1) ?? q3, q3);
  return { low, q1, median, q3, high, outliers: sorted.filter((value) => value < low || value > high) };
}
