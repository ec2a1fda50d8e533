/** A stretch of the cell and what it became. Where `same` is set both are equal text, character for character. */
export interface Segment {
  readonly source: readonly [start: number, end: number];
  readonly code: readonly [start: number, end: number];
  readonly same: boolean;
}

/** Builds generated code piece by piece and remembers where each piece came from. */
export class CodeWriter {
  readonly #source: string;
  readonly #segments: Segment[] = [];
  #code = "";
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Takes the source over unchanged from where it stands up to `end`. */
  copy(end: number): void {
    if (end <= this.#at) return;
    this.excerpt(this.#at, end);
    this.#at = end;
  }

  /** Leaves out the source up to `end`; what is written next stands for it. */
  skip(end: number): void {
    this.#at = Math.max(this.#at, end);
  }

  /** Writes code that stands for the source from `from` to `to`. */
  write(code: string, from = this.#at, to = from): void {
    this.#add([from, to], code, false);
  }

  /** Writes an excerpt of the source, which need not be at the place it stands. */
  excerpt(from: number, to: number): void {
    this.#add([from, to], this.#source.slice(from, to), true);
  }

  sourceText(from: number, to: number): string {
    return this.#source.slice(from, to);
  }

  /** Line breaks written so far. */
  get lines(): number {
    return countLines(this.#code);
  }

  finish(): { readonly code: string; readonly map: PositionMap } {
    this.copy(this.#source.length);
    return { code: this.#code, map: new PositionMap(this.#segments, this.#source.length) };
  }

  #add(source: [number, number], code: string, same: boolean): void {
    const start = this.#code.length;
    this.#code += code;
    this.#segments.push({ source, code: [start, this.#code.length], same });
  }
}

/** Maps offsets between a cell's text and the TypeScript made from it. */
export class PositionMap {
  readonly #segments: readonly Segment[];
  readonly #sourceLength: number;

  constructor(segments: readonly Segment[], sourceLength: number) {
    this.#segments = segments;
    this.#sourceLength = sourceLength;
  }

  /** Where an offset of the code comes from; inside generated text, the start of what it stands for. */
  toSource(offset: number): number {
    const segment =
      this.#segments.find(({ code, same }) => same && code[0] <= offset && offset < code[1]) ??
      this.#segments.find(({ code }) => code[0] <= offset && offset < code[1]) ??
      this.#segments.at(-1);
    if (segment === undefined) return Math.min(offset, this.#sourceLength);
    const { source, code, same } = segment;
    return same ? Math.min(source[0] + offset - code[0], source[1]) : source[0];
  }

  /** Where an offset of the cell went; undefined inside a magic, except in its expressions and names. */
  toCode(offset: number): number | undefined {
    const inside = this.#segments.find(({ source, same }) => same && source[0] <= offset && offset < source[1]);
    // The end of a stretch belongs to it too: that is where one completes.
    const segment = inside ?? this.#segments.find(({ source, same }) => same && source[1] === offset);
    if (segment !== undefined) return segment.code[0] + offset - segment.source[0];
    return this.#sourceLength === 0 ? 0 : undefined;
  }
}

export function countLines(text: string): number {
  return text.split("\n").length - 1;
}
