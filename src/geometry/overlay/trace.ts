import type { AreaEdges } from "./area-edges.ts";
import type { Crossings } from "./crossings.ts";
import type { Depths } from "./depths.ts";

/** Whether what lies in so many polygons of each side belongs to the result. */
export type Rule = (first: number, second: number) => boolean;

/** A ring of a result with the area on the right, not closed. */
export interface TracedRing {
  readonly xy: Float64Array;
  /** A polygon that it runs along. */
  readonly part: number;
  /** Whether it is a ring that was given, as a whole. */
  readonly isWhole: boolean;
}

/** What becomes of a stretch of a ring. */
const NOT_KEPT = 0;
const FORWARD = 1;
const BACKWARD = 2;

interface Surroundings {
  readonly edges: AreaEdges;
  readonly crossings: Crossings;
  readonly depths: Depths;
  readonly rule: Rule;
}

/** Follows the border of a result. Used again and again: `trace` begins anew. */
export class Tracer {
  /** Of each event, by its place, what becomes of the stretch behind it, and whether that has been followed. */
  #kept = new Uint8Array(256);
  #isFollowed = new Uint8Array(256);
  #xy = new Float64Array(4096);
  #length = 0;

  /** Undefined where stretches don't go on in each other. */
  trace(around: Surroundings): readonly TracedRing[] | undefined {
    const { edges, crossings, depths, rule } = around;
    const { starts, rings } = edges;
    const { firsts } = crossings;
    const events = 2 * crossings.count;
    if (this.#kept.length < events) this.#kept = new Uint8Array(2 * events);
    if (this.#isFollowed.length < events) this.#isFollowed = new Uint8Array(2 * events);
    this.#isFollowed.fill(0, 0, events);
    const found: TracedRing[] = [];
    for (let ring = 0; ring < rings; ring++) {
      const [from, to] = [firsts[starts[ring]!]!, firsts[starts[ring + 1]!]!];
      const way = from < to ? NOT_KEPT : wayOf(edges, ring, rule, [depths.base[2 * ring]!, depths.base[2 * ring + 1]!]);
      if (way !== NOT_KEPT) found.push(this.#whole(edges, ring, way));
      for (let at = from; at < to; at++) this.#kept[at] = wayBehind(at, around);
    }
    for (let at = 0; at < events; at++) {
      if (this.#kept[at] === NOT_KEPT || this.#isFollowed[at] === 1) continue;
      const ring = this.#follow(at, edges, crossings);
      if (ring === undefined) return undefined;
      found.push(ring);
    }
    return found;
  }

  #whole(edges: AreaEdges, ring: number, way: number): TracedRing {
    this.#length = 0;
    this.#pushRun(edges, [edges.starts[ring]!, edges.starts[ring + 1]! - 1], way);
    return { xy: this.#xy.slice(0, this.#length), part: edges.partOf[ring]!, isWhole: true };
  }

  /** From the stretch behind the event at a place, until it comes there again. */
  #follow(first: number, edges: AreaEdges, crossings: Crossings): TracedRing | undefined {
    this.#length = 0;
    const { order, place, edge } = crossings;
    const [kept, isFollowed] = [this.#kept, this.#isFollowed];
    let at = first;
    do {
      const way = kept[at]!;
      isFollowed[at] = 1;
      this.#pushStretch(at, way, edges, crossings);
      const ending = way === FORWARD ? neighbour(at, 1, edges, crossings) : at;
      const straight = way === FORWARD ? ending : neighbour(at, -1, edges, crossings);
      // where the other ring's border does not count it goes straight on, and the crossing is no vertex
      if (kept[straight] === way) at = straight;
      else {
        const event = order[ending]!;
        this.#push(crossings.x[event >> 1]!, crossings.y[event >> 1]!);
        const there = place[event ^ 1]!;
        at = kept[there] === FORWARD ? there : neighbour(there, -1, edges, crossings);
        if (kept[at] !== (at === there ? FORWARD : BACKWARD)) return undefined;
      }
      if (isFollowed[at] === 1 && at !== first) return undefined;
    } while (at !== first);
    const part = edges.partOf[edges.ringOf[edge[order[first]!]!]!]!;
    return { xy: this.#xy.slice(0, this.#length), part, isWhole: false };
  }

  /** The vertices from the event at a place to the next one of its ring, or the other way. */
  #pushStretch(at: number, way: number, edges: AreaEdges, crossings: Crossings): void {
    const next = neighbour(at, 1, edges, crossings);
    const from = crossings.edge[crossings.order[at]!]! + 1;
    const to = crossings.edge[crossings.order[next]!]! + 1;
    if (next > at) {
      this.#pushRun(edges, [from, to], way);
      return;
    }
    const ring = edges.ringOf[from]!;
    const [start, end] = [edges.starts[ring]!, edges.starts[ring + 1]! - 1];
    if (way === FORWARD) this.#pushRun(edges, [from, end], way);
    this.#pushRun(edges, [start, to], way);
    if (way === BACKWARD) this.#pushRun(edges, [from, end], way);
  }

  #pushRun({ x, y }: AreaEdges, [from, to]: readonly [number, number], way: number): void {
    if (way === FORWARD) for (let v = from; v < to; v++) this.#push(x[v]!, y[v]!);
    else for (let v = to - 1; v >= from; v--) this.#push(x[v]!, y[v]!);
  }

  #push(x: number, y: number): void {
    if (this.#length + 2 > this.#xy.length) {
      const longer = new Float64Array(2 * this.#xy.length);
      longer.set(this.#xy);
      this.#xy = longer;
    }
    this.#xy[this.#length++] = x;
    this.#xy[this.#length++] = y;
  }
}

function wayBehind(at: number, { edges, crossings, depths, rule }: Surroundings): number {
  const { ringOf, partOf, sideOf } = edges;
  const event = crossings.order[at]!;
  const ring = ringOf[crossings.edge[event]!]!;
  const other = sideOf[partOf[ringOf[crossings.edge[event ^ 1]!]!]!]!;
  const depth: [number, number] = [
    depths.base[2 * ring]! + depths.before[2 * at]!,
    depths.base[2 * ring + 1]! + depths.before[2 * at + 1]!,
  ];
  depth[other] += crossings.turn[event]!;
  return wayOf(edges, ring, rule, depth);
}

/** Whether a stretch is border of the result, and on which side its area lies. @param depth its own polygon aside */
function wayOf(
  { partOf, sideOf }: AreaEdges,
  ring: number,
  rule: Rule,
  [first, second]: readonly [number, number],
): number {
  const own = sideOf[partOf[ring]!]!;
  const isLeftIn = rule(first, second);
  const isRightIn = rule(first + (own === 0 ? 1 : 0), second + own);
  if (isLeftIn === isRightIn) return NOT_KEPT;
  return isRightIn ? FORWARD : BACKWARD;
}

/** The place of the event before or after on the same ring. */
function neighbour(
  at: number,
  step: 1 | -1,
  { ringOf, starts }: AreaEdges,
  { order, edge, firsts }: Crossings,
): number {
  const ring = ringOf[edge[order[at]!]!]!;
  const from = firsts[starts[ring]!]!;
  const to = firsts[starts[ring + 1]!]!;
  const next = at + step;
  return next < from ? to - 1 : next === to ? from : next;
}
