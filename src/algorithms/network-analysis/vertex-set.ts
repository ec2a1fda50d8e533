type Point = readonly [x: number, y: number];

/** Points, numbered as they come; one within the tolerance of another is that one. */
export class VertexSet {
  readonly #tolerance: number;
  readonly #points: Point[] = [];
  readonly #squares = new Map<string, number[]>();

  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  get length(): number {
    return this.#points.length;
  }

  at(vertex: number): Point {
    return this.#points[vertex]!;
  }

  add(point: Point): number {
    const known = this.#find(point);
    if (known !== undefined) return known;
    const number = this.#points.push(point) - 1;
    const key = this.#key(point, 0, 0);
    const square = this.#squares.get(key);
    if (square === undefined) this.#squares.set(key, [number]);
    else square.push(number);
    return number;
  }

  #find(point: Point): number | undefined {
    if (this.#tolerance === 0) return this.#squares.get(this.#key(point, 0, 0))?.[0];
    for (let column = -1; column <= 1; column++) {
      for (let row = -1; row <= 1; row++) {
        const near = this.#squares.get(this.#key(point, column, row)) ?? [];
        const found = near.find((other) => this.#isNear(point, this.#points[other]!));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #isNear([x, y]: Point, [otherX, otherY]: Point): boolean {
    return Math.hypot(x - otherX, y - otherY) <= this.#tolerance;
  }

  #key([x, y]: Point, column: number, row: number): string {
    if (this.#tolerance === 0) return `${x} ${y}`;
    return `${Math.floor(x / this.#tolerance) + column} ${Math.floor(y / this.#tolerance) + row}`;
  }
}
