import type { GeometryBuilder } from "../../geometry/builder.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import type { Ring } from "./rings.ts";

/** A place on a line: on the segment that ends at `vertex`, so much of it behind its beginning, 0 to 1. */
export interface Spot {
  readonly vertex: number;
  readonly share: number;
}

/** A line or ring with places on it by their distance from its beginning, in layer units. */
export class MeasuredRing {
  readonly ring: Ring;
  readonly length: number;
  readonly #column: GeometryColumn;
  /** Of each vertex. */
  readonly #distances: Float64Array;

  constructor(column: GeometryColumn, ring: Ring) {
    const { xy } = column;
    const distances = new Float64Array(ring.to - ring.from);
    for (let i = 1, v = ring.from + 1; v < ring.to; i++, v++)
      distances[i] = distances[i - 1]! + Math.hypot(xy[2 * v]! - xy[2 * v - 2]!, xy[2 * v + 1]! - xy[2 * v - 1]!);
    this.#column = column;
    this.ring = ring;
    this.length = distances.at(-1) ?? 0;
    this.#distances = distances;
  }

  /** Undefined beyond its end. A place at several vertices is at the first of them. */
  at(distance: number): Spot | undefined {
    const reached = this.#first((one) => one >= distance);
    return reached === this.#distances.length ? undefined : this.#spot(reached, distance);
  }

  /** Adds the vertices of what lies between two places; none where the first lies beyond the end. */
  addBetween(builder: GeometryBuilder, start: number, end: number): void {
    const { from, to } = this.ring;
    const first = this.#first((one) => one > start);
    if (first === this.#distances.length) return;
    addSpot(builder, this.#column, this.#spot(first, start));
    const last = Math.max(
      first,
      this.#first((one) => one >= end),
    );
    builder.addVertices(this.#column.xy, from + first, Math.min(from + last, to), this.#column);
    if (from + last < to) addSpot(builder, this.#column, this.#spot(last, end));
  }

  #spot(reached: number, distance: number): Spot {
    const vertex = this.ring.from + reached;
    const before = this.#distances[reached - 1];
    if (before === undefined) return { vertex, share: 1 };
    const size = this.#distances[reached]! - before;
    return { vertex, share: size === 0 ? 1 : Math.max(0, distance - before) / size };
  }

  /** The first vertex, counted from 0, of which it is true: it is of all behind it. */
  #first(isReached: (distance: number) => boolean): number {
    let [low, high] = [0, this.#distances.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isReached(this.#distances[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Adds a vertex there, with what height and measure the line has there. */
export function addSpot(builder: GeometryBuilder, { xy, z, m }: GeometryColumn, { vertex, share }: Spot): void {
  const between = (values: Float64Array, stride: number, at: number): number => {
    const end = values[stride * vertex + at]!;
    if (share === 1) return end;
    const begin = values[stride * (vertex - 1) + at]!;
    return begin + (end - begin) * share;
  };
  builder.addVertex(between(xy, 2, 0), between(xy, 2, 1), z && between(z, 1, 0), m && between(m, 1, 0));
}
