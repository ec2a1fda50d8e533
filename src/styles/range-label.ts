/**
 * What the legend says of class `index`: its limits with just as many digits as tell all limits apart, thousands
 * separated.
 */
export function rangeLabel(ends: readonly number[], index: number): string {
  const texts = distinctTexts(ends);
  return ends.length === 2 && ends[0] === ends[1] ? texts[0]! : `${texts[index]} – ${texts[index + 1]}`;
}

function distinctTexts(ends: readonly number[]): string[] {
  const different = new Set(ends).size;
  for (let digits = 3; digits < 15; digits++) {
    const texts = ends.map((end) => shortNumber(end, digits));
    if (new Set(texts).size === different) return texts;
  }
  return ends.map((end) => shortNumber(end, 17));
}

/** Whole numbers keep all their digits; others get `digits` of them. */
function shortNumber(value: number, digits: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en");
  const size = Math.abs(value);
  if (size >= 1e15 || (size < 1e-6 && size > 0)) return value.toPrecision(digits);
  const decimals = Math.max(0, Math.min(20, digits - 1 - Math.floor(Math.log10(size || 1))));
  return value.toLocaleString("en", { maximumFractionDigits: decimals });
}
