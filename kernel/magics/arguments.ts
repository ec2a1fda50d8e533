import { SpatialError } from "../../src/errors.ts";
import { findClosing } from "./tokens.ts";

/** A stretch of a word, with its place in the cell. */
export type WordPart =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly quoted: boolean;
      readonly start: number;
      readonly end: number;
    }
  /** `start` and `end` are those of the TypeScript between the braces. */
  | { readonly kind: "expression"; readonly start: number; readonly end: number };

/** One argument: text, `{expression}`s, or both run together. */
export interface Word {
  readonly parts: readonly WordPart[];
  readonly start: number;
  readonly end: number;
}

/** The arguments of one magic and where it ends. */
export interface ArgumentLine {
  readonly words: readonly Word[];
  /** After the last character that belongs to the magic: comments are in, a `;`, `}` or line break that ends it is not. */
  readonly end: number;
  readonly problem?: MagicProblem;
}

/** What is wrong with a magic and where, as offsets into the cell. */
export interface MagicProblem {
  readonly error: SpatialError;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits the arguments that start at `from`. They end at the line's end (a trailing backslash continues it), at a `;`
 * before a blank, and, where the magic stands in a block, at the `}` that closes the block.
 */
export function splitArguments(text: string, from: number, inBlock: boolean): ArgumentLine {
  return new Splitter(text, from, inBlock).split();
}

/** The rest of a line as one word, whatever it holds; a trailing backslash continues it. */
export function splitRawLine(text: string, from: number): ArgumentLine {
  const end = endOfRawLine(text, from);
  const start = from + (/^[ \t]*/.exec(text.slice(from, end))?.[0].length ?? 0);
  const content = text.slice(start, end).trimEnd();
  const part: WordPart = { kind: "text", text: content, quoted: true, start, end: start + content.length };
  return { words: content === "" ? [] : [{ parts: [part], start, end: part.end }], end };
}

export function endOfRawLine(text: string, from: number): number {
  return from + (/^(?:\\\r?\n|[^\n\r])*/.exec(text.slice(from))?.[0].length ?? 0);
}

/** The word's text, where it holds no expression. */
export function plainText(word: Word): string | undefined {
  const texts = word.parts.map((part) => (part.kind === "text" ? part.text : undefined));
  return texts.includes(undefined) ? undefined : texts.join("");
}

class Splitter {
  readonly #text: string;
  readonly #inBlock: boolean;
  readonly #words: Word[] = [];
  #at: number;
  #parts: WordPart[] = [];
  #wordStart: number | undefined;
  #literal = "";
  #literalStart = 0;
  #quote: string | undefined;
  #quoteStart = 0;
  /** `{{` not yet matched by a closing brace. */
  #literalBraces = 0;
  #problem: MagicProblem | undefined;

  constructor(text: string, from: number, inBlock: boolean) {
    this.#text = text;
    this.#at = from;
    this.#inBlock = inBlock;
  }

  split(): ArgumentLine {
    while (this.#at < this.#text.length && this.#step()) continue;
    if (this.#quote !== undefined) {
      this.#fail(
        this.#quoteStart,
        this.#at,
        `The quote ${this.#quote} is not closed. Close it on the same line, or write \\${this.#quote} for the character itself.`,
      );
    }
    this.#endWord();
    return { words: this.#words, end: this.#at, ...(this.#problem === undefined ? {} : { problem: this.#problem }) };
  }

  /** Reads one item; false at the end of the magic. */
  #step(): boolean {
    const char = this.#text[this.#at] ?? "";
    const continued = /^\\\r?\n/.exec(this.#text.slice(this.#at, this.#at + 3));
    if (continued !== null) return this.#skip(continued[0].length);
    if (char === "\n" || char === "\r") return false;
    if (this.#quote === undefined && !this.#isWordCharacter(char)) return this.#boundary(char);
    return this.#wordCharacter(char);
  }

  #wordCharacter(char: string): boolean {
    const next = this.#text[this.#at + 1] ?? "";
    if (char === "\\" && (next === "'" || next === '"')) return this.#add(next, 2);
    if (char === this.#quote) return this.#closeQuote();
    if (this.#quote === undefined && (char === "'" || char === '"')) return this.#openQuote(char);
    if (char === "{") return this.#brace();
    if (char !== "}" || this.#literalBraces === 0) return this.#add(char, 1);
    this.#literalBraces--;
    return this.#add("}", next === "}" ? 2 : 1);
  }

  #isWordCharacter(char: string): boolean {
    const next = this.#text[this.#at + 1] ?? "\n";
    if (char === " " || char === "\t") return false;
    if (char === ";") return !/[\s}]/.test(next);
    if (char === "}") return !this.#inBlock || this.#literalBraces > 0;
    if (char === "/" && next === "/") return this.#wordStart !== undefined;
    return true;
  }

  #boundary(char: string): boolean {
    if (char === " " || char === "\t") {
      this.#endWord();
      return this.#skip(1);
    }
    if (char === "/") {
      const rest = /[\n\r]/.exec(this.#text.slice(this.#at));
      this.#at = rest === null ? this.#text.length : this.#at + rest.index;
    }
    return false;
  }

  #brace(): boolean {
    const start = this.#at;
    if (this.#text[start + 1] === "{") {
      this.#literalBraces++;
      return this.#add("{", 2);
    }
    const closing = findClosing(this.#text, start + 1);
    if (closing === undefined || this.#text[closing] !== "}") {
      this.#fail(
        start,
        start + 1,
        "The { is not closed. Close the expression with }, or write {{ for the character itself.",
      );
      const end = lineEnd(this.#text, start);
      this.#addExpression(start + 1, end, end); // for help while it is being typed
      return false;
    }
    if (this.#text.slice(start + 1, closing).trim() === "") {
      this.#fail(start, closing + 1, "Between { and } belongs a TypeScript expression. Write {{ for the character {.");
    }
    this.#addExpression(start + 1, closing, closing + 1);
    return true;
  }

  /** @param next where the word goes on */
  #addExpression(start: number, end: number, next: number): void {
    this.#begin();
    this.#flush();
    this.#parts.push({ kind: "expression", start, end });
    this.#at = next;
    this.#literalStart = next;
  }

  #openQuote(quote: string): boolean {
    this.#begin();
    this.#flush();
    this.#quote = quote;
    this.#quoteStart = this.#at++;
    this.#literalStart = this.#at;
    return true;
  }

  #closeQuote(): boolean {
    this.#flush(true);
    this.#quote = undefined;
    this.#literalStart = ++this.#at;
    return true;
  }

  #add(text: string, length: number): boolean {
    this.#begin();
    this.#literal += text;
    this.#at += length;
    return true;
  }

  #skip(length: number): boolean {
    this.#at += length;
    return true;
  }

  #begin(): void {
    if (this.#wordStart !== undefined) return;
    this.#wordStart = this.#at;
    this.#literalStart = this.#at;
  }

  /** Ends the current stretch of text; an empty one counts only between quotes, where it is a value. */
  #flush(evenEmpty = false): void {
    if (this.#literal !== "" || evenEmpty) {
      const quoted = this.#quote !== undefined;
      this.#parts.push({ kind: "text", text: this.#literal, quoted, start: this.#literalStart, end: this.#at });
    }
    this.#literal = "";
  }

  #endWord(): void {
    if (this.#wordStart === undefined) return;
    this.#flush();
    this.#words.push({ parts: this.#parts, start: this.#wordStart, end: this.#at });
    this.#parts = [];
    this.#wordStart = undefined;
    this.#literalBraces = 0;
  }

  #fail(start: number, end: number, message: string): void {
    this.#problem ??= { error: new SpatialError("MAGIC_SYNTAX", message), start, end };
  }
}

function lineEnd(text: string, from: number): number {
  const match = /[\n\r]/.exec(text.slice(from));
  return match === null ? text.length : from + match.index;
}
