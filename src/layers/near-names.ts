/** Up to three of `names` that the misspelt `given` may have meant, best first; case does not count. */
export function nearNames(given: string, names: Iterable<string>): string[] {
  const wanted = given.toLowerCase();
  const scored = [...new Set(names)].map((name) => ({ name, cost: costOf(wanted, name.toLowerCase()) }));
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  return scored
    .filter(({ cost }) => cost <= limit)
    .toSorted((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** ` Did you mean "a" or "b"?`, with a space in front; empty when nothing is near. */
export function didYouMean(given: string, names: Iterable<string>): string {
  const near = nearNames(given, names).map((name) => `"${name}"`);
  return near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
}

function costOf(wanted: string, name: string): number {
  if (wanted === "") return Infinity;
  // a name that was cut short, or of which only the start was typed, is near whatever its length
  if (wanted.length >= 3 && (name.startsWith(wanted) || wanted.startsWith(name)) && name.length >= 3) return 1;
  return editDistance(wanted, name);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(replace, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? Infinity) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
