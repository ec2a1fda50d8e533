import type { AreaEdges } from "./area-edges.ts";
import type { Crossings } from "./crossings.ts";
import type { EdgeGrid } from "./edge-grid.ts";

/**
 * In how many polygons of each side, its own aside, a ring runs: `base` at its first vertex, and `before` each event, in
 * the order of events, relative to that. Two numbers each. Used again and again: `find` begins anew.
 */
export class Depths {
  base = new Int32Array(128);
  before = new Int32Array(256);
  #isKnown = new Uint8Array(64);
  #open: number[] = [];

  /** False where the numbers contradict each other: a polygon is not valid. */
  find(edges: AreaEdges, grid: EdgeGrid, crossings: Crossings): boolean {
    const { rings } = edges;
    if (this.#isKnown.length < rings) {
      this.#isKnown = new Uint8Array(2 * rings);
      this.base = new Int32Array(4 * rings);
    }
    if (this.before.length < 4 * crossings.count) this.before = new Int32Array(8 * crossings.count);
    for (let ring = 0; ring < rings; ring++) if (!this.#count(ring, edges, crossings)) return false;
    this.#isKnown.fill(0, 0, rings);
    for (let ring = 0; ring < rings; ring++) {
      if (this.#isKnown[ring] === 1) continue;
      countAround(ring, edges, grid, this.base);
      if (!this.#spread(ring, edges, crossings)) return false;
    }
    return true;
  }

  /** Goes along a ring. False where it does not come back to what it began with. */
  #count(ring: number, { starts, ringOf, partOf, sideOf }: AreaEdges, crossings: Crossings): boolean {
    const { order, edge, turn, firsts } = crossings;
    const depth = [0, 0];
    const end = firsts[starts[ring + 1]!]!;
    for (let at = firsts[starts[ring]!]!; at < end; at++) {
      this.before[2 * at] = depth[0]!;
      this.before[2 * at + 1] = depth[1]!;
      const event = order[at]!;
      depth[sideOf[partOf[ringOf[edge[event ^ 1]!]!]!]!]! += turn[event]!;
    }
    return depth[0] === 0 && depth[1] === 0;
  }

  /** From one ring to all that are joined with it by crossings. */
  #spread(first: number, { starts, ringOf, partOf, sideOf }: AreaEdges, crossings: Crossings): boolean {
    const { order, place, edge, turn, firsts } = crossings;
    const [base, before, open] = [this.base, this.before, this.#open];
    this.#isKnown[first] = 1;
    open.push(first);
    for (let ring = open.pop(); ring !== undefined; ring = open.pop()) {
      const own = sideOf[partOf[ring]!]!;
      const end = firsts[starts[ring + 1]!]!;
      for (let at = firsts[starts[ring]!]!; at < end; at++) {
        const event = order[at]!;
        const other = ringOf[edge[event ^ 1]!]!;
        const theirs = sideOf[partOf[other]!]!;
        const there = place[event ^ 1]!;
        // just before the crossing: a ring that leaves the other's area was in it
        const found: [number, number] = [0, 0];
        for (const side of [0, 1] as const)
          found[side] = base[2 * ring + side]! + before[2 * at + side]! - before[2 * there + side]!;
        if (turn[event] === -1) found[theirs]--;
        if (turn[event ^ 1] === -1) found[own]++;
        if (this.#isKnown[other] === 0) {
          base.set(found, 2 * other);
          this.#isKnown[other] = 1;
          open.push(other);
        } else if (base[2 * other] !== found[0] || base[2 * other + 1] !== found[1]) {
          open.length = 0;
          return false;
        }
      }
    }
    return true;
  }
}

/** Counts the polygons around the first vertex of a ring, by the edges to the left of it. */
function countAround(
  ring: number,
  { starts, ringOf, partOf, sideOf, x, y }: AreaEdges,
  grid: EdgeGrid,
  into: Int32Array,
): void {
  const start = starts[ring]!;
  const [px, py] = [x[start]!, y[start]!];
  const row = grid.row(py);
  into[2 * ring] = into[2 * ring + 1] = 0;
  for (let column = 0; column <= grid.column(px); column++) {
    const cell = row * grid.columns + column;
    for (let i = grid.starts[cell]!; i < grid.starts[cell + 1]!; i++) {
      const e = grid.items[i]!;
      const part = partOf[ringOf[e]!]!;
      const [ay, by] = [y[e]!, y[e + 1]!];
      if (ay > py === by > py || part === partOf[ring]) continue;
      const [ax, bx] = [x[e]!, x[e + 1]!];
      // it runs through several cells, but comes to this height in one
      const at = ax + ((py - ay) / (by - ay)) * (bx - ax);
      if (grid.column(at) !== column) continue;
      const turn = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
      // upwards with its area on the right, which begins there
      const isLeft = by > ay ? turn < 0 : turn > 0;
      if (isLeft) into[2 * ring + sideOf[part]!]! += by > ay ? 1 : -1;
    }
  }
}
