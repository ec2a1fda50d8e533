/** A growing run of x, y pairs, reused from ring to ring so that cutting a tile allocates next to nothing. */
export class PathBuffer {
  xy = new Float64Array(1024);
  /** Number of vertices. */
  count = 0;

  clear(): void {
    this.count = 0;
  }

  push(x: number, y: number): void {
    const at = 2 * this.count;
    if (at + 2 > this.xy.length) {
      const grown = new Float64Array(2 * this.xy.length);
      grown.set(this.xy);
      this.xy = grown;
    }
    this.xy[at] = x;
    this.xy[at + 1] = y;
    this.count++;
  }
}
