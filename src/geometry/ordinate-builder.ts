/**
 * Collects z or m of the vertices in a GeometryBuilder. Most geometries have neither: memory is taken when the first
 * vertex has a value. Vertices without one are NaN, and need not be told.
 */
export class OrdinateBuilder {
  #values: Float64Array<ArrayBuffer> | undefined;
  /** Vertices before this one are set; those from here on have no value. */
  #end = 0;

  get isEmpty(): boolean {
    return this.#end === 0;
  }

  at(vertex: number): number {
    return vertex < this.#end ? this.#values![vertex]! : Number.NaN;
  }

  /** Vertices are set in rising order. */
  set(vertex: number, value: number): void {
    if (Number.isNaN(value)) return;
    const values = this.#room(vertex + 1);
    if (this.#end < vertex) values.fill(Number.NaN, this.#end, vertex);
    values[vertex] = value + 0; // + 0 makes -0 a 0
    this.#end = vertex + 1;
  }

  /** Sets the vertices from `at` on to source[start, end). */
  copy(source: Float64Array | undefined, [start, end]: readonly [number, number], at: number): void {
    if (source === undefined) return;
    for (let i = start; i < end; i++) this.set(at + i - start, source[i]!);
  }

  /** Forgets the vertices from this one on. */
  truncate(vertex: number): void {
    this.#end = Math.min(this.#end, vertex);
  }

  /** Of that many vertices; undefined where none has a value. Good until the next change. */
  upTo(vertices: number): Float64Array | undefined {
    if (this.#end === 0) return undefined;
    const values = this.#room(vertices);
    values.fill(Number.NaN, this.#end, vertices);
    return values;
  }

  /** @param target all NaN */
  copyTo(target: Float64Array): void {
    if (this.#values !== undefined) target.set(this.#values.subarray(0, this.#end));
  }

  #room(needed: number): Float64Array<ArrayBuffer> {
    const had = this.#values;
    if (had !== undefined && needed <= had.length) return had;
    const larger = new Float64Array(Math.max(2 * (had?.length ?? 0), needed, 64));
    if (had !== undefined) larger.set(had);
    this.#values = larger;
    return larger;
  }
}
