/** Taller elements are cut off by some browsers. */
const TALLEST = 8_000_000;

/** Which rows of very many a scrolled box shows: rows of one height, on a scroller no taller than browsers allow. */
export class TableWindow {
  readonly rowPx: number;
  total = 0;

  constructor(rowPx: number) {
    this.rowPx = rowPx;
  }

  /** Of what is scrolled. */
  get heightPx(): number {
    return Math.min(TALLEST, this.total * this.rowPx);
  }

  /** The first row in sight, as a fraction. @param viewPx height of the box */
  firstAt(scrollPx: number, viewPx: number): number {
    const [most, rows] = [this.heightPx - viewPx, this.total - viewPx / this.rowPx];
    return most <= 0 ? 0 : (Math.min(scrollPx, most) / most) * Math.max(0, rows);
  }

  /** Where to scroll so that a row is in sight; undefined where it is. */
  scrollTo(row: number, scrollPx: number, viewPx: number): number | undefined {
    const first = this.firstAt(scrollPx, viewPx);
    const fits = viewPx / this.rowPx;
    const wanted = row < first ? row : row > first + fits - 1 ? row - fits + 1 : undefined;
    if (wanted === undefined) return undefined;
    const [most, rows] = [this.heightPx - viewPx, this.total - fits];
    return rows <= 0 ? 0 : (wanted / rows) * most;
  }
}
