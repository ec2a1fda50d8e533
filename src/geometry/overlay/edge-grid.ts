import type { AreaEdges } from "./area-edges.ts";

const MOST_CELLS = 1 << 22;
/** By this share of a cell an edge is taken for wider, so that no rounding hides it from a cell it runs through. */
const MARGIN = 1e-6;

/** The cells of a square grid that each edge runs through. Used again and again: `build` begins anew. */
export class EdgeGrid {
  columns = 1;
  rows = 1;
  /** Of each cell its first item, and the end; items are edges in rising order. */
  starts = new Uint32Array(0);
  items = new Uint32Array(0);
  #scale = 1;
  #minX = 0;
  #minY = 0;
  #at = new Uint32Array(0);

  build(edges: AreaEdges): void {
    this.#layOut(edges);
    const cells = this.columns * this.rows;
    if (this.starts.length < cells + 1) {
      this.starts = new Uint32Array(2 * cells + 1);
      this.#at = new Uint32Array(2 * cells + 1);
    }
    const { starts } = this;
    this.#at.fill(0, 0, cells);
    this.#walk(edges, false);
    let sum = 0;
    for (let cell = 0; cell < cells; cell++) {
      starts[cell] = sum;
      sum += this.#at[cell]!;
      this.#at[cell] = starts[cell]!;
    }
    starts[cells] = sum;
    if (this.items.length < sum) this.items = new Uint32Array(2 * sum);
    this.#walk(edges, true);
  }

  column(x: number): number {
    const at = Math.floor((x - this.#minX) * this.#scale);
    return at < 0 ? 0 : at >= this.columns ? this.columns - 1 : at;
  }

  row(y: number): number {
    const at = Math.floor((y - this.#minY) * this.#scale);
    return at < 0 ? 0 : at >= this.rows ? this.rows - 1 : at;
  }

  /** About a cell for each edge, none smaller than edges are long. */
  #layOut({ minX, minY, maxX, maxY, starts, x, y, rings, vertices }: AreaEdges): void {
    let length = 0;
    for (let ring = 0; ring < rings; ring++)
      for (let e = starts[ring]!; e + 1 < starts[ring + 1]!; e++)
        length += Math.abs(x[e + 1]! - x[e]!) + Math.abs(y[e + 1]! - y[e]!);
    const [width, height] = [maxX - minX, maxY - minY];
    const most = Math.min(MOST_CELLS, vertices);
    const size = Math.max(Math.sqrt((width * height) / most), length / (2 * vertices), width / most, height / most);
    this.#scale = 1 / size;
    [this.#minX, this.#minY] = [minX, minY];
    this.columns = Math.max(1, Math.ceil(width / size));
    this.rows = Math.max(1, Math.ceil(height / size));
  }

  /** Counts the edges of each cell, or fills them in. */
  #walk({ x, y, starts, rings }: AreaEdges, fills: boolean): void {
    const margin = MARGIN / this.#scale;
    for (let ring = 0; ring < rings; ring++) {
      const end = starts[ring + 1]! - 1;
      for (let e = starts[ring]!; e < end; e++) {
        const isUp = y[e]! <= y[e + 1]!;
        const lower = isUp ? e : e + 1;
        const upper = isUp ? e + 1 : e;
        const first = this.row(y[lower]! - margin);
        const last = this.row(y[upper]! + margin);
        const from = this.column(Math.min(x[e]!, x[e + 1]!) - margin);
        const to = this.column(Math.max(x[e]!, x[e + 1]!) + margin);
        if (first === last || from === to || y[e] === y[e + 1]) {
          for (let row = first; row <= last; row++) this.#put(e, row * this.columns + from, to - from, fills);
        } else this.#walkRows(e, { ax: x[lower]!, ay: y[lower]!, bx: x[upper]!, by: y[upper]!, first, last }, fills);
      }
    }
  }

  /** Of an edge that runs through several rows and columns, those cells that it comes near. */
  #walkRows(e: number, { ax, ay, bx, by, first, last }: Rising, fills: boolean): void {
    const scale = this.#scale;
    const margin = MARGIN / scale;
    const slope = (bx - ax) / (by - ay);
    const low = Math.min(ax, bx);
    const high = Math.max(ax, bx);
    for (let row = first; row <= last; row++) {
      // where it comes into the row, and where it goes out
      const start = ax + (Math.max(ay, this.#minY + (row - MARGIN) / scale) - ay) * slope;
      const end = ax + (Math.min(by, this.#minY + (row + 1 + MARGIN) / scale) - ay) * slope;
      const from = this.column(Math.max(low, Math.min(start, end)) - margin);
      const to = this.column(Math.min(high, Math.max(start, end)) + margin);
      this.#put(e, row * this.columns + from, to - from, fills);
    }
  }

  #put(e: number, cell: number, more: number, fills: boolean): void {
    const at = this.#at;
    for (let one = cell; one <= cell + more; one++) {
      if (fills) this.items[at[one]!] = e;
      at[one]!++;
    }
  }
}

/** An edge from below, and its rows. */
interface Rising {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly first: number;
  readonly last: number;
}
