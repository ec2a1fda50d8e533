/** How likely a value at least so far from the mean is, on either side, of a standard normal distribution. */
export function twoSided(z: number): number {
  return complement(Math.abs(z) / Math.SQRT2);
}

/** The complementary error function of a number from 0: a series near 0, a continued fraction far from it. */
function complement(x: number): number {
  if (x < 2.5) return 1 - errorSeries(x);
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}

/** All its terms are positive, so that none takes digits from another. */
function errorSeries(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
