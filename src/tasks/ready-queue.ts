/** What a queue orders by. `seq` is unique and grows with the order of adding. */
export interface Ranked {
  readonly priority: number;
  /** When it was added, ms. */
  readonly addedAt: number;
  readonly seq: number;
}

/** After waiting this long a task goes before newer ones that have one more priority, so that none waits for ever. */
const AGEING_MS = 10_000;

/** What a queue orders by first; of two with the same the one added first goes first. */
function rankOf({ addedAt, priority }: Ranked): number {
  return addedAt - priority * AGEING_MS;
}

export function goesBefore(a: Ranked, b: Ranked): boolean {
  const difference = rankOf(a) - rankOf(b);
  return difference === 0 ? a.seq < b.seq : difference < 0;
}

/**
 * Higher priority first, then order of adding, with ageing. Waiting counts the same for all, so the order of two tasks
 * never changes while they wait and a binary heap keeps it: O(log n) to add and remove.
 */
export class ReadyQueue<T extends Ranked> {
  readonly #heap: T[] = [];
  /** What each item of the heap is ordered by, beside it: reading it from the items would miss the cache at every step. */
  readonly #ranks: number[] = [];
  readonly #members = new Set<T>();

  get size(): number {
    return this.#members.size;
  }

  add(item: T): void {
    if (this.#members.has(item)) return;
    this.#members.add(item);
    this.#push(item);
  }

  /** Lazy: the heap forgets it when it comes up. */
  delete(item: T): void {
    this.#members.delete(item);
    if (this.#heap.length > 32 && this.#members.size * 4 < this.#heap.length) this.#compact();
  }

  peek(): T | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || this.#members.has(first)) return first;
      this.#dropFirst();
    }
  }

  #compact(): void {
    this.#heap.length = 0;
    this.#ranks.length = 0;
    for (const item of this.#members) this.#push(item);
  }

  #push(item: T): void {
    this.#heap.push(item);
    this.#ranks.push(rankOf(item));
    this.#rise(this.#heap.length - 1);
  }

  #dropFirst(): void {
    const last = this.#heap.pop();
    const rank = this.#ranks.pop();
    if (last === undefined || rank === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#ranks[0] = rank;
    this.#sink(0);
  }

  #rise(from: number): void {
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#isBefore(i, parent)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #sink(from: number): void {
    let i = from;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= this.#heap.length) return;
      const right = left + 1;
      const child = right < this.#heap.length && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(child, i)) return;
      this.#swap(i, child);
      i = child;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const difference = this.#ranks[a]! - this.#ranks[b]!;
    return difference === 0 ? this.#heap[a]!.seq < this.#heap[b]!.seq : difference < 0;
  }

  #swap(a: number, b: number): void {
    [this.#heap[a], this.#heap[b]] = [this.#heap[b]!, this.#heap[a]!];
    [this.#ranks[a], this.#ranks[b]] = [this.#ranks[b]!, this.#ranks[a]!];
  }
}
