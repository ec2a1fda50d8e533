import { PathBuffer } from "./path-buffer.ts";

/** Cuts paths to the square [min, max] x [min, max]. */
export class Clipper {
  readonly #min: number;
  readonly #max: number;
  readonly #half = new PathBuffer();

  constructor(min: number, max: number) {
    this.#min = min;
    this.#max = max;
  }

  /**
   * Cuts a ring (open: first vertex not repeated) by Sutherland and Hodgman: one axis after the other. A ring that
   * leaves and enters again stays one ring, joined along the border, where it lies outside of what is shown.
   */
  ring(ring: PathBuffer, out: PathBuffer): void {
    this.#cutRing(ring, this.#half, 0);
    this.#cutRing(this.#half, out, 1);
  }

  #cutRing(ring: PathBuffer, out: PathBuffer, axis: 0 | 1): void {
    out.clear();
    if (ring.count === 0) return;
    const { xy, count } = ring;
    let [ax, ay] = [xy[2 * count - 2]!, xy[2 * count - 1]!];
    for (let i = 0; i < count; i++) {
      const [bx, by] = [xy[2 * i]!, xy[2 * i + 1]!];
      this.#cutEdge([ax, ay, bx, by], out, axis);
      [ax, ay] = [bx, by];
    }
  }

  /** Adds what of the edge a-b lies between min and max on one axis: the entry point if it enters, then its end. */
  #cutEdge([ax, ay, bx, by]: readonly [number, number, number, number], out: PathBuffer, axis: 0 | 1): void {
    const a = axis === 0 ? ax : ay;
    const b = axis === 0 ? bx : by;
    const at = (limit: number): void => {
      const t = (limit - a) / (b - a);
      if (axis === 0) out.push(limit, ay + t * (by - ay));
      else out.push(ax + t * (bx - ax), limit);
    };
    if (a < this.#min && b > this.#min) at(this.#min);
    else if (a > this.#max && b < this.#max) at(this.#max);
    if (b >= this.#min && b <= this.#max) {
      out.push(bx, by);
      return;
    }
    if (b < this.#min && a > this.#min) at(this.#min);
    else if (b > this.#max && a < this.#max) at(this.#max);
  }

  /** Cuts a line into the pieces inside (Liang and Barsky, edge by edge) and hands each piece over once. */
  line(line: PathBuffer, piece: (path: PathBuffer) => void): void {
    const path = this.#half;
    path.clear();
    for (let i = 1; i < line.count; i++) {
      const [ax = 0, ay = 0, bx = 0, by = 0] = line.xy.subarray(2 * i - 2, 2 * i + 2);
      const [from, to] = this.#inside(ax, ay, bx - ax, by - ay);
      if (from > to) continue;
      if (path.count === 0) path.push(ax + from * (bx - ax), ay + from * (by - ay));
      path.push(ax + to * (bx - ax), ay + to * (by - ay));
      if (to === 1 && i < line.count - 1) continue;
      piece(path);
      path.clear();
    }
    if (path.count > 1) piece(path);
    path.clear();
  }

  /** The share [from, to] of the edge that lies inside; from > to when none does. */
  #inside(ax: number, ay: number, dx: number, dy: number): readonly [number, number] {
    let from = 0;
    let to = 1;
    for (const [start, delta] of [
      [ax, dx],
      [ay, dy],
    ] as const) {
      if (delta === 0) {
        if (start < this.#min || start > this.#max) return [1, 0];
        continue;
      }
      const first = (this.#min - start) / delta;
      const second = (this.#max - start) / delta;
      from = Math.max(from, Math.min(first, second));
      to = Math.min(to, Math.max(first, second));
    }
    return [from, to];
  }
}
