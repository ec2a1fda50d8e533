/** A stretch of the cell and what it became. Where `same` is set both are equal text, character for character. */
export interface Segment {
  readonly source: readonly [start: number, end: number];
  readonly code: readonly [start: number, end: number];
  readonly same: boolean;
}

/** Line and column, both from 0; columns count UTF-16 units, as JavaScript's tools do. */
export interface Position {
  readonly line: number;
  readonly column: number;
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
    return { code: this.#code, map: new PositionMap(this.#source, this.#code, this.#segments) };
  }

  #add(source: [number, number], code: string, same: boolean): void {
    const start = this.#code.length;
    this.#code += code;
    this.#segments.push({ source, code: [start, this.#code.length], same });
  }
}

/** Maps offsets and positions between a cell's text and the TypeScript made from it. */
export class PositionMap {
  readonly source: string;
  readonly code: string;
  readonly #segments: readonly Segment[];

  constructor(source: string, code: string, segments: readonly Segment[]) {
    this.source = source;
    this.code = code;
    this.#segments = segments;
  }

  /** Where an offset of the code comes from; inside generated text, the start of what it stands for. */
  toSource(offset: number): number {
    const segment =
      this.#segments.find(({ code, same }) => same && code[0] <= offset && offset < code[1]) ??
      this.#segments.find(({ code }) => code[0] <= offset && offset < code[1]) ??
      this.#segments.at(-1);
    if (segment === undefined) return Math.min(offset, this.source.length);
    const { source, code, same } = segment;
    return same ? Math.min(source[0] + offset - code[0], source[1]) : source[0];
  }

  /** Where an offset of the cell went; undefined inside a magic, except in its expressions and names. */
  toCode(offset: number): number | undefined {
    const inside = this.#segments.find(({ source, same }) => same && source[0] <= offset && offset < source[1]);
    // The end of a stretch belongs to it too: that is where one completes.
    const segment = inside ?? this.#segments.find(({ source, same }) => same && source[1] === offset);
    if (segment !== undefined) return segment.code[0] + offset - segment.source[0];
    return this.source === "" ? 0 : undefined;
  }

  /** The cell's position for a position in the code, as in a traceback. */
  sourcePosition(position: Position): Position {
    return positionAt(this.source, this.toSource(offsetAt(this.code, position)));
  }

  codePosition(position: Position): Position | undefined {
    const offset = this.toCode(offsetAt(this.source, position));
    return offset === undefined ? undefined : positionAt(this.code, offset);
  }
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: countLines(before), column: before.length - lineStart };
}

export function offsetAt(text: string, { line, column }: Position): number {
  let start = 0;
  for (let i = 0; i < line; i++) {
    const end = text.indexOf("\n", start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + column, end === -1 ? text.length : end);
}

export function countLines(text: string): number {
  return text.split("\n").length - 1;
}
