import type { AreaEdges } from "./area-edges.ts";
import type { EdgeGrid } from "./edge-grid.ts";

/** What is nearer than so many units in the last place of the largest coordinate is not told apart. */
const NEAR = 64 * Number.EPSILON;
/** Sine of the smallest angle at which a crossing has a certain place. */
const LEAST_SINE = 1e-4;
/** Where edges cross more often, on average, uniting a few at a time is faster, and takes less memory. */
const MOST_A_VERTEX = 8;
/** Longer lists are sorted by the library. */
const FEW = 24;

/**
 * Where edges of different rings cross. Crossing k has two events: 2 k on its first edge and 2 k + 1 on its second. Used
 * again and again: `find` begins anew.
 */
export class Crossings {
  count = 0;
  /** Of each event its edge, and where along it, 0 to 1. */
  edge = new Uint32Array(256);
  along = new Float64Array(256);
  /** Of each event 1 where its edge goes into the other's area, -1 where it leaves it. */
  turn = new Int8Array(256);
  /** Of each crossing. */
  x = new Float64Array(128);
  y = new Float64Array(128);
  /** The events in the order of their edges and along them, and the place of each in this order. */
  order = new Uint32Array(0);
  place = new Uint32Array(0);
  /** Of each edge the place of its first event. */
  firsts = new Uint32Array(0);
  #near = 0;

  /** False where something lies too near to something else to be told apart, and where there are too many. */
  find(edges: AreaEdges, grid: EdgeGrid): boolean {
    this.count = 0;
    const { minX, minY, maxX, maxY } = edges;
    this.#near = NEAR * Math.max(Math.abs(minX), Math.abs(minY), Math.abs(maxX), Math.abs(maxY));
    const cells = grid.rows * grid.columns;
    const most = MOST_A_VERTEX * edges.vertices + 1000;
    for (let cell = 0; cell < cells; cell++) if (!this.#findIn(cell, edges, grid) || this.count > most) return false;
    this.#sort(edges.vertices);
    return this.#areApart(edges);
  }

  #findIn(number: number, edges: AreaEdges, grid: EdgeGrid): boolean {
    const cell = { grid, number };
    const { x, y, ringOf } = edges;
    const { starts, items } = grid;
    const near = this.#near;
    const end = starts[number + 1]!;
    for (let i = starts[number]!; i + 1 < end; i++) {
      const e = items[i]!;
      const ring = ringOf[e]!;
      const ax = x[e]!;
      const bx = x[e + 1]!;
      const ay = y[e]!;
      const by = y[e + 1]!;
      const minX = (ax < bx ? ax : bx) - near;
      const maxX = (ax < bx ? bx : ax) + near;
      const minY = (ay < by ? ay : by) - near;
      const maxY = (ay < by ? by : ay) + near;
      for (let j = i + 1; j < end; j++) {
        const f = items[j]!;
        const cx = x[f]!;
        const dx = x[f + 1]!;
        if (isBeyond(cx, dx, minX, maxX)) continue;
        const cy = y[f]!;
        const dy = y[f + 1]!;
        if (isBeyond(cy, dy, minY, maxY)) continue;
        // rings of valid polygons don't cross themselves
        if (ringOf[f] !== ring && !this.#meet(e, f, edges, cell)) return false;
      }
    }
    return true;
  }

  /** Adds the crossing of two edges, if they have one in the cell. False where that is not certain. */
  #meet(e: number, f: number, { x, y, ringOf, partOf }: AreaEdges, cell: Cell): boolean {
    const ax = x[e]!;
    const ay = y[e]!;
    const cx = x[f]!;
    const cy = y[f]!;
    const ux = x[e + 1]! - ax;
    const uy = y[e + 1]! - ay;
    const vx = x[f + 1]! - cx;
    const vy = y[f + 1]! - cy;
    const lengthE = Math.abs(ux) + Math.abs(uy);
    const lengthF = Math.abs(vx) + Math.abs(vy);
    // above 0 where a point lies on the left
    const c = ux * (cy - ay) - uy * (cx - ax);
    const d = ux * (y[f + 1]! - ay) - uy * (x[f + 1]! - ax);
    const nearE = this.#near * lengthE;
    if (isBeyond(c, d, -nearE, nearE)) return true;
    const a = vx * (ay - cy) - vy * (ax - cx);
    const b = vx * (y[e + 1]! - cy) - vy * (x[e + 1]! - cx);
    const nearF = this.#near * lengthF;
    if (isBeyond(a, b, -nearF, nearF)) return true;
    if (Math.min(Math.abs(c), Math.abs(d)) <= nearE || Math.min(Math.abs(a), Math.abs(b)) <= nearF) return false;
    if (Math.abs(ux * vy - uy * vx) < LEAST_SINE * lengthE * lengthF) return false;
    if (partOf[ringOf[e]!] === partOf[ringOf[f]!]) return false;
    const alongE = a / (a - b);
    const atX = ax + alongE * ux;
    const atY = ay + alongE * uy;
    // both run through this cell together, and perhaps through others
    if (cell.grid.row(atY) * cell.grid.columns + cell.grid.column(atX) !== cell.number) return true;
    const k = this.#add(atX, atY);
    this.edge[2 * k] = e;
    this.edge[2 * k + 1] = f;
    this.along[2 * k] = alongE;
    this.along[2 * k + 1] = c / (c - d);
    // from the left of an edge, the area is ahead
    this.turn[2 * k] = a > 0 ? 1 : -1;
    this.turn[2 * k + 1] = c > 0 ? 1 : -1;
    return true;
  }

  #add(x: number, y: number): number {
    const k = this.count++;
    if (k >= this.x.length) this.#grow();
    this.x[k] = x;
    this.y[k] = y;
    return k;
  }

  #grow(): void {
    const length = 2 * this.edge.length;
    this.edge = grown(this.edge, new Uint32Array(length));
    this.along = grown(this.along, new Float64Array(length));
    this.turn = grown(this.turn, new Int8Array(length));
    this.x = grown(this.x, new Float64Array(length / 2));
    this.y = grown(this.y, new Float64Array(length / 2));
  }

  #sort(vertices: number): void {
    const events = 2 * this.count;
    if (this.firsts.length < vertices + 1) this.firsts = new Uint32Array(2 * vertices + 1);
    if (this.order.length < events) {
      this.order = new Uint32Array(2 * events);
      this.place = new Uint32Array(2 * events);
    }
    const { firsts, order, place, edge, along } = this;
    firsts.fill(0, 0, vertices + 1);
    for (let event = 0; event < events; event++) firsts[edge[event]! + 1]!++;
    for (let e = 0; e < vertices; e++) firsts[e + 1]! += firsts[e]!;
    // filled from the end of each edge's list on
    for (let event = events - 1; event >= 0; event--) order[--firsts[edge[event]! + 1]!] = event;
    // by that each entry has become the beginning of the list before
    firsts.copyWithin(0, 1, vertices + 1);
    firsts[vertices] = events;
    for (let e = 0; e < vertices; e++)
      if (firsts[e + 1]! - firsts[e]! > 1) sortBy(along, order, [firsts[e]!, firsts[e + 1]!]);
    for (let at = 0; at < events; at++) place[order[at]!] = at;
  }

  /** Whether crossings of one edge are clearly apart. */
  #areApart({ x, y }: AreaEdges): boolean {
    const { order, edge, along } = this;
    for (let at = 1; at < 2 * this.count; at++) {
      const [one, other] = [order[at - 1]!, order[at]!];
      const e = edge[one]!;
      if (e !== edge[other]) continue;
      const length = Math.abs(x[e + 1]! - x[e]!) + Math.abs(y[e + 1]! - y[e]!);
      if ((along[other]! - along[one]!) * length <= 4 * this.#near) return false;
    }
    return true;
  }
}

/** Whether both numbers lie on the same side of a range. */
function isBeyond(one: number, other: number, least: number, most: number): boolean {
  return (one < least && other < least) || (one > most && other > most);
}

/** One cell of a grid. */
interface Cell {
  readonly grid: EdgeGrid;
  readonly number: number;
}

function grown<T extends Uint32Array | Float64Array | Int8Array>(old: T, array: T): T {
  array.set(old);
  return array;
}

function sortBy(keys: Float64Array, list: Uint32Array, [from, to]: readonly [number, number]): void {
  if (to - from > FEW) {
    list.subarray(from, to).sort((a, b) => keys[a]! - keys[b]!);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const item = list[i]!;
    let at = i;
    for (; at > from && keys[list[at - 1]!]! > keys[item]!; at--) list[at] = list[at - 1]!;
    list[at] = item;
  }
}
