import { SpatialError } from "../../errors.ts";

/** A value as it stands in the file; undefined for none, which is not the same as "". */
export type CsvCell = string | undefined;

export interface CsvRow {
  readonly cells: readonly CsvCell[];
  /** From 1, of its first line. */
  readonly line: number;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** Splits text into rows of values (RFC 4180), given in pieces of any length. Empty lines are passed over. */
export class RowParser {
  readonly #delimiter: number;
  #text = "";
  #at = 0;
  #line = 1;
  /** What to wait for before a row that was not whole is tried again. */
  #wanted = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The rows that are whole now. @param isLast whether nothing follows. Throws LAYER_UNREADABLE. */
  push(more: string, isLast: boolean): CsvRow[] {
    this.#text = this.#text.slice(this.#at) + more;
    this.#at = 0;
    const rows: CsvRow[] = [];
    // a value of many pieces is looked at anew only when it has doubled
    if (!isLast && this.#text.length < this.#wanted) return rows;
    for (let row = this.#row(isLast); row !== undefined; row = this.#row(isLast)) {
      if (row.cells.length > 1 || row.cells[0] !== undefined) rows.push(row);
    }
    this.#wanted = 2 * (this.#text.length - this.#at);
    return rows;
  }

  /** The next row; undefined where it is not whole. */
  #row(isLast: boolean): CsvRow | undefined {
    const { length } = this.#text;
    const line = this.#line;
    const cells: CsvCell[] = [];
    let at = this.#at;
    if (at >= length) return undefined;
    for (;;) {
      const end = this.#text.charCodeAt(at) === QUOTE ? this.#endOfQuoted(at, isLast) : this.#endOfPlain(at);
      if (end === undefined || (end >= length && !isLast)) return undefined;
      cells.push(this.#cell(at, end));
      const code = this.#text.charCodeAt(end);
      at = end + 1;
      if (code === this.#delimiter) continue;
      if (code === RETURN && this.#text.charCodeAt(at) === LINE_FEED) at++;
      // a line feed may be the first of the next piece
      else if (code === RETURN && at >= length && !isLast) return undefined;
      this.#count(this.#at, at);
      this.#at = at;
      return { cells, line };
    }
  }

  #cell(start: number, end: number): CsvCell {
    if (this.#text.charCodeAt(start) !== QUOTE) return start === end ? undefined : this.#text.slice(start, end);
    const close = this.#text.lastIndexOf('"', end - 1);
    const inner = this.#text.slice(start + 1, close);
    return (inner.includes('"') ? inner.replaceAll('""', '"') : inner) + this.#text.slice(close + 1, end);
  }

  #endOfPlain(start: number): number {
    let at = start;
    for (; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === this.#delimiter || code === LINE_FEED || code === RETURN) break;
    }
    return at;
  }

  /** What follows the closing quote and is not a delimiter belongs to the value, as in a "b" of no good writer. */
  #endOfQuoted(start: number, isLast: boolean): number | undefined {
    let at = this.#text.indexOf('"', start + 1);
    while (at >= 0 && this.#text.charCodeAt(at + 1) === QUOTE) at = this.#text.indexOf('"', at + 2);
    if (at >= 0) return at + 1 >= this.#text.length && !isLast ? undefined : this.#endOfPlain(at + 1);
    if (!isLast) return undefined;
    throw new SpatialError("LAYER_UNREADABLE", `line ${this.#line}: a value begins with a quote and does not end`);
  }

  #count(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === LINE_FEED || (code === RETURN && this.#text.charCodeAt(at + 1) !== LINE_FEED)) this.#line++;
    }
  }
}
