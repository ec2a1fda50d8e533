export interface Order {
  readonly ascending: boolean;
  readonly nullsFirst: boolean;
}

/** The rows in the order of their keys, those with the same in their own. Keys that are null come first or last. */
export function orderedRows(keys: readonly unknown[], { ascending, nullsFirst }: Order): Uint32Array {
  const rank = (key: unknown): number => (key === null ? (nullsFirst ? -1 : 1) : 0);
  return Uint32Array.from(keys.keys()).toSorted((a, b) => {
    const [one, other] = [keys[a], keys[b]];
    const byNull = rank(one) - rank(other);
    if (byNull !== 0 || one === null) return byNull || a - b;
    const byKey = compare(one, other);
    return (ascending ? byKey : -byKey) || a - b;
  });
}

function compare(a: unknown, b: unknown): number {
  const [one, other] = [a as number, b as number];
  return one < other ? -1 : Number(one > other);
}
