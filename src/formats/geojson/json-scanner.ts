import { parseExact } from "../../layers/exact-json.ts";

/** Thrown where the bytes end in the middle of a value: read on and start that value over. */
export class Incomplete extends Error {}

/** Not JSON (or not the JSON expected). `at` is an index into the scanned bytes. */
export class JsonMismatch extends Error {
  readonly at: number;
  readonly expected: string;

  constructor(at: number, expected: string) {
    super(`expected ${expected}`);
    this.at = at;
    this.expected = expected;
  }
}

/** What a scanner walks over: see ByteWindow. */
export interface ScannedBytes {
  readonly bytes: Buffer;
  pos: number;
  readonly end: number;
  readonly final: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const LETTER_E = 0x65;
const MAX_DEPTH = 512;
/** V8's texts are not longer. */
const MAX_TEXT = 2 ** 29 - 25;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const ESCAPES = new Set(Buffer.from('"\\/bfnrtu'));
/** Powers of ten that a double holds exactly. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const incomplete = new Incomplete();

/**
 * Walks over JSON text (RFC 8259, strictly) as bytes. Every method starts at `pos` and leaves it behind what it took;
 * it throws Incomplete or JsonMismatch.
 */
export class JsonScanner {
  readonly #window: ScannedBytes;

  constructor(window: ScannedBytes) {
    this.#window = window;
  }

  /** The next byte that is no white space, which is not taken. 0 at the very end. */
  peek(): number {
    const { bytes, end, final } = this.#window;
    let at = this.#window.pos;
    let byte = bytes[at]!;
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++at]!;
    this.#window.pos = at;
    if (at >= end) {
      if (!final) throw incomplete;
      return 0;
    }
    return byte;
  }

  /** Takes this byte if it comes next. */
  accept(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.#window.pos++;
    return true;
  }

  expect(byte: number, expected: string): void {
    if (!this.accept(byte)) this.fail(expected);
  }

  fail(expected: string): never {
    throw new JsonMismatch(this.#window.pos, expected);
  }

  /** The members of an object, braces included. `take` is called behind each colon and must take the value. */
  object(take: (key: string) => void): void {
    this.expect(0x7b, 'an object ("{")');
    if (this.accept(0x7d)) return;
    do {
      const key = this.string();
      this.expect(0x3a, 'a colon (":")');
      take(key);
    } while (this.accept(0x2c));
    this.expect(0x7d, 'a comma or the end of the object ("}")');
  }

  string(): string {
    const { bytes } = this.#window;
    if (this.peek() !== QUOTE) this.fail("a text in double quotes");
    const start = this.#window.pos;
    const plain = this.#skipString();
    const { pos } = this.#window;
    return plain
      ? bytes.toString("latin1", start + 1, pos - 1)
      : (JSON.parse(bytes.toString("utf8", start, pos)) as string);
  }

  number(): number {
    const { bytes, end, final } = this.#window;
    const start = this.#window.pos;
    const first = bytes[start] === MINUS ? start + 1 : start;
    let mantissa = 0;
    let point = 0;
    let at = first;
    for (; ; at++) {
      const digit = bytes[at]! - 48;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (digit === POINT - 48 && point === 0) point = at;
      else break;
    }
    if (at >= end && !final) throw incomplete;
    const decimals = point === 0 ? 0 : at - point - 1;
    const usual = isUsual(bytes, [first, point === 0 ? at : point, at]);
    if (!usual || mantissa >= 2 ** 53 || decimals > 22) return this.#otherNumber();
    this.#window.pos = at;
    // exact (Clinger): both are whole doubles, so that the one division rounds once
    const value = mantissa / EXACT_POWERS[decimals]!;
    return first === start ? value : -value;
  }

  /** Takes any value, checking all of it. */
  skip(depth = 0): void {
    const byte = this.peek();
    if (depth > MAX_DEPTH) this.fail(`at most ${MAX_DEPTH} nested objects and arrays`);
    if (byte === QUOTE) this.#skipString();
    else if (byte === 0x7b) {
      this.object(() => {
        this.skip(depth + 1);
      });
    } else if (byte === 0x5b) this.#skipArray(depth);
    else if (byte === 0x74) this.word("true");
    else if (byte === 0x66) this.word("false");
    else if (byte === 0x6e) this.word("null");
    else if (byte === 0x2d || (byte >= 48 && byte <= 57)) this.number();
    else this.fail("a value");
  }

  /** Takes any value and returns its text. */
  text(): string {
    this.peek();
    const start = this.#window.pos;
    this.skip();
    return this.slice(start, this.#window.pos);
  }

  /** The text from one place to another that was passed. */
  slice(start: number, end: number): string {
    if (end - start > MAX_TEXT) this.fail("a value of less than 500 MB (features in a list are read one by one)");
    return this.#window.bytes.toString("utf8", start, end);
  }

  /** Takes any value and returns it. */
  value(): unknown {
    return parseExact(this.text());
  }

  word(word: "true" | "false" | "null"): void {
    const { bytes, pos, end, final } = this.#window;
    if (end - pos < word.length && !final) throw incomplete;
    if (bytes.toString("latin1", pos, Math.min(end, pos + word.length)) !== word) this.fail("a value");
    this.#window.pos += word.length;
  }

  #skipArray(depth: number): void {
    this.#window.pos++;
    if (this.accept(0x5d)) return;
    do this.skip(depth + 1);
    while (this.accept(0x2c));
    this.expect(0x5d, 'a comma or the end of the array ("]")');
  }

  /** Whether the text is plain ASCII without escapes. */
  #skipString(): boolean {
    const { bytes, end, final } = this.#window;
    let plain = true;
    let at = this.#window.pos + 1;
    for (let byte = bytes[at]!; byte !== QUOTE; byte = bytes[++at]!) {
      if (at >= end) {
        if (!final) throw incomplete;
        this.#window.pos = at;
        this.fail("the end of this text (a double quote)");
      }
      if (byte < 0x20) {
        this.#window.pos = at;
        this.fail("a text without line breaks and control characters (write them as \\n, \\u0000)");
      }
      if (byte === BACKSLASH) at = this.#checkEscape(at);
      plain &&= byte !== BACKSLASH && byte < 0x80;
    }
    this.#window.pos = at + 1;
    return plain;
  }

  /** The last byte of the escape that starts at `at`. */
  #checkEscape(at: number): number {
    const { bytes, end, final } = this.#window;
    if (end - at < 6 && !final) throw incomplete;
    const kind = bytes[at + 1]!;
    const hexadecimal = kind !== 0x75 || /^[0-9a-f]{4}$/i.test(bytes.toString("latin1", at + 2, Math.min(end, at + 6)));
    if (ESCAPES.has(kind) && hexadecimal) return kind === 0x75 ? at + 5 : at + 1;
    this.#window.pos = at;
    return this.fail('one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u0000');
  }

  #otherNumber(): number {
    const { bytes, pos, end, final } = this.#window;
    let at = pos;
    while (isNumberByte(bytes[at]!)) at++;
    if (at >= end && !final) throw incomplete;
    const text = bytes.toString("latin1", pos, at);
    if (!NUMBER.test(text)) this.fail("a number");
    this.#window.pos = at;
    return Number(text);
  }
}

/** Digits on both sides of the point, no leading zero, no exponent. */
function isUsual(bytes: Buffer, [first, point, end]: readonly [number, number, number]): boolean {
  const whole = point - first;
  return whole > 0 && (whole === 1 || bytes[first] !== 48) && point + 1 !== end && (bytes[end]! | 0x20) !== LETTER_E;
}

function isNumberByte(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || byte === MINUS || byte === 0x2b || byte === POINT || (byte | 0x20) === LETTER_E;
}
