import { SpatialError } from "../errors.ts";

const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
const DOT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;

const WORD = /[A-Za-z]+/y;
const SRID = /\s*SRID\s*=\s*(-?\d{1,9})\s*;/iy;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)(?![A-Za-z])/iy;
const EXACT_POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

/** Takes WKT apart: words, numbers, brackets. */
export class WktScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Takes `SRID=4326;`, if it stands there; 0 if not. */
  srid(): number {
    return Number(this.#match(SRID)?.[1] ?? 0);
  }

  /** Takes a word of letters, if one stands here (and is like that). */
  word(like?: RegExp): string | undefined {
    const word = this.#peekWord();
    if (word === undefined || (like !== undefined && !like.test(word))) return undefined;
    this.#at += word.length;
    return word;
  }

  isAtWord(): boolean {
    const code = this.#peek() | 0x20; // as a small letter
    return code >= 0x61 && code <= 0x7a;
  }

  isAtEmpty(): boolean {
    return this.#peekWord()?.toUpperCase() === "EMPTY";
  }

  isAtNumber(): boolean {
    const code = this.#peek();
    if ((code >= 48 && code <= 57) || code === MINUS || code === DOT || code === PLUS) return true;
    return this.isAtWord() && /^(?:nan|inf)/i.test(this.#peekWord() ?? "");
  }

  /** Takes a list in brackets; each call of `item` takes one. */
  list(item: () => void): void {
    if (this.#peek() !== OPEN) this.fail('"(" or EMPTY');
    this.#at++;
    item();
    while (this.#peek() === COMMA) {
      this.#at++;
      item();
    }
    if (this.#peek() !== CLOSE) this.fail('a comma or ")"');
    this.#at++;
  }

  /** Takes a number; may be NaN or infinite where the text says so. */
  number(): number {
    this.#peek();
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
    let mantissa = 0;
    let point = -1;
    let at = first;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code >= 48 && code <= 57) mantissa = mantissa * 10 + (code - 48);
      else if (code === DOT && point < 0) point = at;
      else break;
    }
    const decimals = point < 0 ? 0 : at - point - 1;
    const next = text.charCodeAt(at) | 0x20;
    // digits behind each other, and no letter: exponents and rare spellings are read by Number itself
    const isPlain = at - first > (point < 0 ? 0 : 1) && !(next >= 0x61 && next <= 0x7a) && decimals <= 22;
    if (!isPlain || mantissa >= 2 ** 53) return this.#otherNumber();
    this.#at = at;
    const value = mantissa / EXACT_POWERS[decimals]!; // exact (Clinger): both are whole doubles
    return first === start ? value : -value;
  }

  /** Nothing may follow. */
  end(): void {
    this.#peek();
    if (this.#at < this.#text.length) this.fail("the end");
  }

  fail(expected: string): never {
    const found = this.#at < this.#text.length ? `\`${this.#text.slice(this.#at, this.#at + 24)}\`` : "the end";
    throw invalid(`A geometry (WKT) cannot be read at character ${this.#at}: expected ${expected}, found ${found}.`);
  }

  /** @param problem a sentence */
  refuse(problem: string): never {
    throw invalid(`A geometry (WKT) cannot be read before character ${this.#at}: ${problem}`);
  }

  #otherNumber(): number {
    const [text] = this.#match(NUMBER) ?? this.fail("a number");
    if (/nan/i.test(text)) return Number.NaN;
    if (/inf/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
    return Number(text);
  }

  #peekWord(): string | undefined {
    this.#peek();
    WORD.lastIndex = this.#at;
    return WORD.exec(this.#text)?.[0];
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }

  /** The next character that is no space; NaN at the end. */
  #peek(): number {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 32 || (code >= 9 && code <= 13)) code = this.#text.charCodeAt(++this.#at);
    return code;
  }
}

function invalid(message: string): SpatialError {
  return new SpatialError("INVALID_GEOMETRY", message);
}
