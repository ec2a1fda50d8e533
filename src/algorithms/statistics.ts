/** As QGIS computes them: of the values in rising order. Not for an empty list. */
export interface NumberStatistics {
  readonly sum: number;
  readonly mean: number;
  readonly median: number;
  /** Of the population. */
  readonly deviation: number;
  readonly unique: number;
  /** The least common and the most common value; of several the smallest. */
  readonly minority: number;
  readonly majority: number;
  readonly firstQuartile: number;
  readonly thirdQuartile: number;
}

export function numberStatistics(sorted: Float64Array): NumberStatistics {
  const { length } = sorted;
  const sum = sorted.reduce((total, value) => total + value, 0);
  const mean = sum / length;
  const squares = sorted.reduce((total, value) => total + (value - mean) ** 2, 0);
  // a half has the median in it where the number of values is odd
  const half = Math.ceil(length / 2);
  return {
    sum,
    mean,
    median: medianOf(sorted),
    deviation: Math.sqrt(squares / length),
    firstQuartile: medianOf(sorted.subarray(0, half)),
    thirdQuartile: medianOf(sorted.subarray(length - half)),
    ...frequencies(sorted),
  };
}

function medianOf(sorted: Float64Array): number {
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function frequencies(sorted: Float64Array) {
  let unique = 0;
  let [minority, least, majority, most] = [Number.NaN, Infinity, Number.NaN, 0];
  for (let start = 0; start < sorted.length; unique++) {
    let end = start + 1;
    while (sorted[end] === sorted[start]) end++;
    const count = end - start;
    if (count < least) [minority, least] = [sorted[start]!, count];
    if (count > most) [majority, most] = [sorted[start]!, count];
    start = end;
  }
  return { unique, minority, majority };
}
