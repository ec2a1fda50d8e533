import { Kind } from "../../geometry/column.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { directionAt } from "./direction.ts";
import { MeasuredRing, type Spot } from "./measured-ring.ts";
import { ringsOf } from "./rings.ts";

/** All lines and rings of a feature one behind the other, the holes of a polygon behind its outline. */
export class MeasuredFeature {
  readonly length: number;
  readonly #xy: Float64Array;
  readonly #rings: readonly MeasuredRing[];
  /** Where each begins. */
  readonly #begins: Float64Array;

  constructor(place: GeometryAt) {
    this.#xy = place.column.xy;
    this.#rings = Array.from(ringsOf(place), (ring) => new MeasuredRing(place.column, ring));
    this.#begins = new Float64Array(this.#rings.length + 1);
    this.#rings.forEach(({ length }, i) => (this.#begins[i + 1] = this.#begins[i]! + length));
    this.length = this.#begins.at(-1) ?? 0;
  }

  /** Undefined beyond its end; what is both the end of a line and the beginning of the next is the end. */
  at(distance: number): (Spot & { readonly angle: number }) | undefined {
    const ring = this.#ringAt(distance);
    const spot = ring?.measured.at(distance - ring.begin);
    if (ring === undefined || spot === undefined) return undefined;
    const { from, to, kind } = ring.measured.ring;
    const isVertex = spot.share === 1;
    const bend = { vertex: spot.vertex, closes: kind === Kind.Polygon };
    return { ...spot, angle: isVertex ? directionAt(this.#xy, { from, to }, bend) : this.#segmentAngle(spot, ring) };
  }

  /** Undefined beyond its end. */
  pointAt(distance: number): readonly [x: number, y: number] | undefined {
    const spot = this.at(distance);
    if (spot === undefined) return undefined;
    const { vertex, share } = spot;
    const along = (at: number): number => {
      const end = this.#xy[2 * vertex + at]!;
      return share === 1 ? end : this.#xy[2 * vertex - 2 + at]! + (end - this.#xy[2 * vertex - 2 + at]!) * share;
    };
    return [along(0), along(1)];
  }

  #segmentAngle({ vertex }: Spot, { measured }: { readonly measured: MeasuredRing }): number {
    const { from } = measured.ring;
    // a line of the two vertices of its segment
    return directionAt(
      this.#xy,
      { from: Math.max(from, vertex - 1), to: vertex + 1 },
      { vertex: Math.max(from, vertex - 1), closes: false },
    );
  }

  #ringAt(distance: number): { readonly measured: MeasuredRing; readonly begin: number } | undefined {
    let [low, high] = [0, this.#rings.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#begins[middle + 1]! >= distance) high = middle;
      else low = middle + 1;
    }
    const measured = this.#rings[low];
    return measured && { measured, begin: this.#begins[low]! };
  }
}
