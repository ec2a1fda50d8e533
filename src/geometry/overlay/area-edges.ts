import { type GeometryColumn, Kind } from "../column.ts";

/** Which of the two sets that an overlay has a polygon belongs to. */
export type Side = 0 | 1;

/**
 * Rings of polygons as edges in flat arrays, all run with their area on the right. Edge e leads from vertex e to e + 1; the
 * last vertex of a ring repeats its first, and no edge begins there. Used again and again: `clear` makes it empty.
 */
export class AreaEdges {
  x = new Float64Array(1024);
  y = new Float64Array(1024);
  /** The ring of each vertex. */
  ringOf = new Uint32Array(1024);
  /** The first vertex of each ring, and the end. */
  readonly starts: number[] = [0];
  /** The polygon of each ring, counted from 0. */
  readonly partOf: number[] = [];
  /** The side of each polygon. */
  readonly sideOf: Side[] = [];
  minX = Infinity;
  minY = Infinity;
  maxX = -Infinity;
  maxY = -Infinity;
  #count = 0;

  get vertices(): number {
    return this.#count;
  }

  get rings(): number {
    return this.partOf.length;
  }

  clear(): void {
    this.starts.length = 1;
    this.partOf.length = 0;
    this.sideOf.length = 0;
    this.#count = 0;
    [this.minX, this.minY, this.maxX, this.maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  }

  /** Adds the polygons of a feature. False where it has other parts, or a ring without area. */
  add({ geomOffsets, partKinds, partOffsets, ringOffsets, xy }: GeometryColumn, index: number, side: Side): boolean {
    for (let part = geomOffsets[index]!; part < geomOffsets[index + 1]!; part++) {
      if (partKinds[part] !== Kind.Polygon) return false;
      const first = partOffsets[part]!;
      for (let ring = first; ring < partOffsets[part + 1]!; ring++) {
        if (!this.#addRing(xy, [ringOffsets[ring]!, ringOffsets[ring + 1]! - 1], ring === first)) return false;
      }
      this.sideOf.push(side);
    }
    return true;
  }

  /** @param ends its vertices, without the last, which repeats the first */
  #addRing(xy: Float64Array, [from, to]: readonly [number, number], isShell: boolean): boolean {
    this.#reserve(to - from + 1);
    const area = signedArea(xy, from, to);
    if (!(Math.abs(area) > 0) || to - from < 3) return false;
    const start = this.#count;
    const ring = this.rings;
    const isForward = area < 0 === isShell;
    for (let i = from; i < to; i++) this.#push(xy, isForward ? i : to - 1 - (i - from), start);
    const { x, y } = this;
    while (this.#count - 1 > start && x[this.#count - 1] === x[start] && y[this.#count - 1] === y[start]) this.#count--;
    if (this.#count - start < 3) return false;
    x[this.#count] = x[start]!;
    y[this.#count] = y[start]!;
    this.#count++;
    this.ringOf.fill(ring, start, this.#count);
    this.partOf.push(this.sideOf.length);
    this.starts.push(this.#count);
    return true;
  }

  /** A vertex that comes twice in a row is one. */
  #push(xy: Float64Array, v: number, start: number): void {
    const [x, y] = [xy[2 * v]!, xy[2 * v + 1]!];
    const at = this.#count;
    if (at > start && this.x[at - 1] === x && this.y[at - 1] === y) return;
    this.x[at] = x;
    this.y[at] = y;
    this.#count = at + 1;
    if (x < this.minX) this.minX = x;
    if (x > this.maxX) this.maxX = x;
    if (y < this.minY) this.minY = y;
    if (y > this.maxY) this.maxY = y;
  }

  #reserve(more: number): void {
    const needed = this.#count + more;
    if (needed <= this.x.length) return;
    const length = Math.max(2 * this.x.length, needed);
    this.x = larger(this.x, new Float64Array(length));
    this.y = larger(this.y, new Float64Array(length));
    this.ringOf = larger(this.ringOf, new Uint32Array(length));
  }
}

function larger<T extends Float64Array | Uint32Array>(old: T, array: T): T {
  array.set(old);
  return array;
}

/** Twice the area of the ring of vertices [start, end), negative when it runs clockwise; relative to its first vertex. */
export function signedArea(xy: ArrayLike<number>, start: number, end: number): number {
  const x0 = xy[2 * start]!;
  const y0 = xy[2 * start + 1]!;
  let sum = 0;
  for (let v = start + 1; v + 1 < end; v++) {
    const ax = xy[2 * v]! - x0;
    const ay = xy[2 * v + 1]! - y0;
    sum += ax * (xy[2 * v + 3]! - y0) - (xy[2 * v + 2]! - x0) * ay;
  }
  return sum;
}
