/** What a queue orders by. `seq` is unique and grows with the order of adding. */
export interface Ranked {
  readonly priority: number;
  /** When it was added, ms. */
  readonly addedAt: number;
  readonly seq: number;
}

/** After waiting this long a task goes before newer ones that have one more priority, so that none waits for ever. */
const AGEING_MS = 10_000;

/**
 * Higher priority first, then order of adding, with ageing. Waiting counts the same for all, so the order of two tasks
 * never changes while they wait and a binary heap keeps it: O(log n) to add and remove.
 */
export class ReadyQueue<T extends Ranked> {
  readonly #heap: T[] = [];
  readonly #members = new Set<T>();

  get size(): number {
    return this.#members.size;
  }

  add(item: T): void {
    if (this.#members.has(item)) return;
    this.#members.add(item);
    this.#heap.push(item);
    this.#rise(this.#heap.length - 1);
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
    const kept = this.#heap.filter((item) => this.#members.has(item)).toSorted((a, b) => (before(a, b) ? -1 : 1));
    this.#heap.length = 0;
    for (const item of kept) this.#heap.push(item);
  }

  #dropFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(heap[i]!, heap[parent]!)) return;
      [heap[i], heap[parent]] = [heap[parent]!, heap[i]!];
      i = parent;
    }
  }

  #sink(from: number): void {
    const heap = this.#heap;
    let i = from;
    for (;;) {
      let first = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && before(heap[child]!, heap[first]!)) first = child;
      }
      if (first === i) return;
      [heap[i], heap[first]] = [heap[first]!, heap[i]!];
      i = first;
    }
  }
}

function before(a: Ranked, b: Ranked): boolean {
  const rankA = a.addedAt - a.priority * AGEING_MS;
  const rankB = b.addedAt - b.priority * AGEING_MS;
  return rankA === rankB ? a.seq < b.seq : rankA < rankB;
}
