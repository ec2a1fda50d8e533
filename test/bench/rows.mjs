/** One line of the benchmark's report. @param {boolean} [ok] absent where nothing is promised */
export function row(what, value, target, ok) {
  return { what, value, target, ok };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** @param {number} share 0 to 100 */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? Number.NaN;
}
