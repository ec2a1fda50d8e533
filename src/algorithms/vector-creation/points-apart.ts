type Point = readonly [x: number, y: number];

/** Points no two of which are nearer to each other than a distance, in squares of that size. */
export class PointsApart {
  readonly #least: number;
  readonly #squares = new Map<string, Point[]>();

  constructor(least: number) {
    this.#least = least;
  }

  /** Whether there was room; then it is one of them. */
  add(point: Point): boolean {
    if (!(this.#least > 0)) return true;
    if (!this.hasRoom(point)) return false;
    const key = `${Math.floor(point[0] / this.#least)} ${Math.floor(point[1] / this.#least)}`;
    const own = this.#squares.get(key);
    if (own === undefined) this.#squares.set(key, [point]);
    else own.push(point);
    return true;
  }

  hasRoom(point: Point): boolean {
    if (!(this.#least > 0)) return true;
    const [column, row] = [Math.floor(point[0] / this.#least), Math.floor(point[1] / this.#least)];
    for (let c = column - 1; c <= column + 1; c++) {
      for (let r = row - 1; r <= row + 1; r++) if (this.#isTaken(`${c} ${r}`, point)) return false;
    }
    return true;
  }

  #isTaken(square: string, [x, y]: Point): boolean {
    const near = this.#squares.get(square) ?? [];
    return near.some((other) => Math.hypot(other[0] - x, other[1] - y) < this.#least);
  }
}
