/** Whole numbers by their cost, the least first (a binary heap). */
export class MinQueue {
  readonly #items: number[] = [];
  readonly #costs: number[] = [];

  push(item: number, cost: number): void {
    let at = this.#items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#costs[parent]! <= cost) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#items[at] = item;
    this.#costs[at] = cost;
  }

  pop(): { readonly item: number; readonly cost: number } | undefined {
    const [item, cost] = [this.#items[0], this.#costs[0]];
    if (item === undefined || cost === undefined) return undefined;
    const [last, lastCost] = [this.#items.pop()!, this.#costs.pop()!];
    if (this.#items.length > 0) this.#sink(last, lastCost);
    return { item, cost };
  }

  #sink(item: number, cost: number): void {
    const { length } = this.#items;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && this.#costs[child + 1]! < this.#costs[child]!) child++;
      if (this.#costs[child]! >= cost) break;
      this.#move(child, at);
      at = child;
    }
    this.#items[at] = item;
    this.#costs[at] = cost;
  }

  #move(from: number, to: number): void {
    this.#items[to] = this.#items[from]!;
    this.#costs[to] = this.#costs[from]!;
  }
}
