import { quantile } from "./quantile.ts";
import { niceStep } from "./scale.ts";

/** More bars than that are thinner than they can be told apart. */
const MOST = 60;

/**
 * Edges of bins, ascending, around all values. A number of bins makes them of the same width from the least value to the
 * largest, as NumPy does; without one they are about as many as NumPy's "auto" makes, with round edges.
 * @param sorted ascending, at least one @param log bins of the same ratio; all values are above 0 then
 */
export function binEdges(sorted: Float64Array, bins: number | undefined, log: boolean): number[] {
  if (log) {
    const logs = evenEdges(sorted.map(Math.log10), bins ?? automatic(sorted.map(Math.log10)));
    const edges = logs.map((edge) => 10 ** edge);
    return withLimits(edges, sorted);
  }
  return bins === undefined ? roundEdges(sorted) : evenEdges(sorted, bins);
}

function evenEdges(sorted: Float64Array, bins: number): number[] {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const [from, to] = least === most ? [least - 0.5, most + 0.5] : [least, most];
  return Array.from({ length: bins + 1 }, (_, k) => (k === bins ? to : from + ((to - from) * k) / bins));
}

/** What the powers of rounded logarithms miss by. */
function withLimits(edges: number[], sorted: Float64Array): number[] {
  if (sorted[0] !== sorted.at(-1)) [edges[0], edges[edges.length - 1]] = [sorted[0]!, sorted.at(-1)!];
  return edges;
}

function roundEdges(sorted: Float64Array): number[] {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  if (least === most) return [least - 0.5, least + 0.5];
  const isWhole = sorted.every(Number.isInteger);
  const rough = (most - least) / automatic(sorted);
  const step = isWhole ? Math.max(1, niceStep(rough)) : niceStep(rough);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Freedman and Diaconis's number of bins, or Sturges's where that is larger. */
function automatic(sorted: Float64Array): number {
  const range = sorted.at(-1)! - sorted[0]!;
  const width = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  const sturges = Math.log2(sorted.length) + 1;
  return Math.min(MOST, Math.max(1, Math.ceil(width > 0 ? Math.max(range / width, sturges) : sturges)));
}

/** The bin of a value: its lower edge is part of it, of the last one the upper edge as well; -1 outside. */
export function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 2;
  if (!(value >= edges[0]!) || value > edges.at(-1)!) return -1;
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
