/** A line, or a ring whose last vertex repeats the first; x and y interleaved. */
export interface Line {
  readonly xy: Float64Array;
  readonly closed: boolean;
}

/** Which vertices stay, rising; the first and the last always do. None stay of a ring that collapses. */
export type KeepVertices = (line: Line) => readonly number[];

/**
 * Of neighbours in one cell of a square grid only the first stays, where it is (as QGIS's "snap to grid").
 * @param size of a cell in CRS units; 0 keeps everything.
 */
export function keepByGrid({ xy, closed }: Line, size: number): readonly number[] {
  const last = xy.length / 2 - 1;
  const kept = [0];
  for (let vertex = 1; vertex < last; vertex++) {
    if (size === 0 || !sameCell(xy, vertex, kept.at(-1)!, size)) kept.push(vertex);
  }
  if (last > 0) kept.push(last);
  return closed ? withoutCollapsed(xy, kept) : kept;
}

/**
 * Visvalingam's method: again and again the vertex whose triangle with its neighbours is smallest goes, as long as that
 * triangle is not larger than `area`. A triangle never counts as smaller than one that went before it. Of a ring at least
 * a triangle stays, unless it has no area.
 * @param area in squared CRS units; 0 drops only vertices on straight lines.
 */
export function keepByArea({ xy, closed }: Line, area: number): readonly number[] {
  const count = xy.length / 2;
  const fewest = closed ? 4 : 2;
  if (count <= fewest) return closed ? withoutCollapsed(xy, everyVertex(xy)) : everyVertex(xy);
  const before = Int32Array.from({ length: count }, (_, i) => i - 1);
  const after = Int32Array.from({ length: count }, (_, i) => i + 1);
  const areas = Float64Array.from({ length: count }, (_, i) =>
    i === 0 || i === count - 1 ? Infinity : triangle(xy, i - 1, i, i + 1),
  );
  const heap = new VertexHeap(areas);
  let left = count;
  while (left > fewest) {
    const vertex = heap.pop();
    const size = areas[vertex]!;
    if (size > area) break;
    const [previous, next] = [before[vertex]!, after[vertex]!];
    after[previous] = next;
    before[next] = previous;
    areas[vertex] = -1;
    left--;
    for (const neighbour of [previous, next]) {
      if (neighbour === 0 || neighbour === count - 1) continue;
      areas[neighbour] = Math.max(size, triangle(xy, before[neighbour]!, neighbour, after[neighbour]!));
      heap.update(neighbour);
    }
  }
  const kept = everyVertex(xy).filter((vertex) => areas[vertex] !== -1);
  return closed ? withoutCollapsed(xy, kept) : kept;
}

/** Nothing of a ring that is left without a triangle: no engine takes it. */
function withoutCollapsed(xy: Float64Array, kept: readonly number[]): readonly number[] {
  const [first = 0] = kept;
  const hasArea = kept.some((vertex, i) => i > 1 && triangle(xy, first, kept[i - 1]!, vertex) > 0);
  return kept.length >= 4 && hasArea ? kept : [];
}

function everyVertex(xy: Float64Array): number[] {
  return Array.from({ length: xy.length / 2 }, (_, vertex) => vertex);
}

function sameCell(xy: Float64Array, a: number, b: number, size: number): boolean {
  const same = (p: number, q: number) => Math.round(p / size) === Math.round(q / size);
  return same(xy[2 * a]!, xy[2 * b]!) && same(xy[2 * a + 1]!, xy[2 * b + 1]!);
}

function triangle(xy: Float64Array, a: number, b: number, c: number): number {
  const [ax, ay] = [xy[2 * a]!, xy[2 * a + 1]!];
  const across = (xy[2 * b]! - ax) * (xy[2 * c + 1]! - ay) - (xy[2 * c]! - ax) * (xy[2 * b + 1]! - ay);
  return Math.abs(across) / 2;
}

/** A binary heap of vertices by area, smallest on top, earlier vertices first among equals. */
class VertexHeap {
  readonly #areas: Float64Array;
  readonly #heap: Int32Array;
  readonly #place: Int32Array;
  #length: number;

  constructor(areas: Float64Array) {
    this.#areas = areas;
    this.#length = areas.length;
    this.#heap = Int32Array.from(areas, (_, vertex) => vertex);
    this.#place = Int32Array.from(this.#heap);
    for (let slot = this.#length >> 1; slot >= 0; slot--) this.#sink(slot);
  }

  pop(): number {
    const top = this.#heap[0]!;
    this.#length--;
    this.#put(this.#heap[this.#length]!, 0);
    this.#sink(0);
    return top;
  }

  /** Puts a vertex whose area changed in its place. */
  update(vertex: number): void {
    this.#rise(this.#place[vertex]!);
    this.#sink(this.#place[vertex]!);
  }

  #before(a: number, b: number): boolean {
    const [first, second] = [this.#areas[a]!, this.#areas[b]!];
    return first < second || (first === second && a < b);
  }

  #put(vertex: number, slot: number): void {
    this.#heap[slot] = vertex;
    this.#place[vertex] = slot;
  }

  #rise(from: number): void {
    let slot = from;
    const vertex = this.#heap[slot]!;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (!this.#before(vertex, this.#heap[parent]!)) break;
      this.#put(this.#heap[parent]!, slot);
      slot = parent;
    }
    this.#put(vertex, slot);
  }

  #sink(from: number): void {
    let slot = from;
    const vertex = this.#heap[slot]!;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= this.#length) break;
      if (child + 1 < this.#length && this.#before(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (!this.#before(this.#heap[child]!, vertex)) break;
      this.#put(this.#heap[child]!, slot);
      slot = child;
    }
    this.#put(vertex, slot);
  }
}
