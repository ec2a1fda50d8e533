import { endsValue, readToken, skipBlanks, type MagicToken } from "./tokens.ts";

/** A magic found in the cell: from its percent sign up to where its arguments end. */
export interface MagicSite {
  /** A statement of its own, or the value after `=`, `await` or `return`. */
  readonly role: "statement" | "value";
  readonly start: number;
  readonly end: number;
  readonly name: string;
  /** Two percent signs, which only the cell's first line may have. */
  readonly double: boolean;
  /** Inside braces, so that a `}` may end it. */
  readonly inBlock: boolean;
  /** Of a cell magic: the lines below it. */
  readonly body?: { readonly start: number; readonly end: number };
}

export interface CellScan {
  /** The TypeScript between the magics, and each magic as one token of kind "magic". */
  readonly tokens: readonly MagicToken[];
  readonly magics: readonly MagicSite[];
}

export interface ScanOptions {
  /** Where the magic's arguments, which start at `from`, end. */
  readonly endOfArguments: (from: number, inBlock: boolean, name: string) => number;
  /** Whether `%name` after a finished expression on the line before is a remainder: `total⏎%count`. */
  readonly isOperand: (name: string) => boolean;
}

/**
 * What may come next. `start`: a statement, even on the same line. `end`: an expression is finished, so a statement may
 * start on the next line. `value`: a value must follow and may be a magic. `open`: a value must follow.
 */
type Expectation = "start" | "end" | "value" | "return" | "angle" | "open";

interface Frame {
  readonly kind: "block" | "class" | "shape" | "group";
  /** First words of the statement being read. */
  head: string[];
  /** A class, interface or enum whose body has not begun. */
  pending: "class" | "shape" | undefined;
  /** Of a bracket: what may follow its end. */
  readonly next: Expectation;
}

const MAGIC = /(%%?)(\p{ID_Start}\w*(?:-\w*)*)/uy;
const CONTROL = new Set(["if", "for", "while", "with", "switch", "catch"]);
const DECLARATION = new Set(
  "if for while do switch try catch finally else function async class abstract interface enum export declare namespace module".split(
    " ",
  ),
); /** Words that announce a body in braces. */
const BODIES: ReadonlyMap<string, "class" | "shape"> = new Map([
  ["class", "class"],
  ["interface", "shape"],
  ["enum", "shape"],
]);
const AFTER: ReadonlyMap<string, Expectation> = new Map([
  ["return", "return"],
  ["await", "value"],
  ["=", "value"],
  [">", "angle"],
]);
const MEMBER_ACCESS = new Set([".", "?."]);
const POSTFIX = new Set(["++", "--", "!"]);
/** After these, `void` is a type and not the operator. */
const TYPE_BEFORE = new Set([":", "<", "|", ",", "=>"]);

/** Finds the magics of a cell: where a statement may start, or a value after `=`, `await`, `return`. */
export function scanCell(text: string, options: ScanOptions): CellScan {
  return new Scanner(text, options).scan();
}

class Scanner {
  readonly #text: string;
  readonly #options: ScanOptions;
  readonly #tokens: MagicToken[] = [];
  readonly #magics: MagicSite[] = [];
  readonly #frames: Frame[] = [{ kind: "block", head: [], pending: undefined, next: "start" }];
  #expect: Expectation = "start";

  constructor(text: string, options: ScanOptions) {
    this.#text = text;
    this.#options = options;
  }

  scan(): CellScan {
    let last = 0;
    for (let at = skipBlanks(this.#text, 0); at < this.#text.length; at = skipBlanks(this.#text, last)) {
      const newlineBefore = /[\n\r]/.test(this.#text.slice(last, at));
      const token = this.#readMagic(at, newlineBefore) ?? this.#readToken(at, newlineBefore);
      this.#tokens.push(token);
      last = token.end;
    }
    return { tokens: this.#tokens, magics: this.#magics };
  }

  #readToken(start: number, newlineBefore: boolean): MagicToken {
    const previous = this.#tokens.at(-1);
    if (newlineBefore && this.#expect === "return") this.#expect = "start";
    const token = { ...readToken(this.#text, start, this.#expect !== "end"), start, newlineBefore };
    const frame = this.#frame();
    const startsStatement =
      this.#expect === "start" ||
      (newlineBefore && this.#expect === "end" && frame.pending === undefined && isNewStatement(token));
    if (startsStatement && frame.kind !== "group") {
      frame.head = [];
      frame.pending = undefined;
    }
    if (frame.head.length < 3) frame.head.push(token.text);
    this.#expect =
      token.kind === "punctuator" ? this.#afterPunctuator(token, previous) : this.#afterOther(token, previous);
    return token;
  }

  #readMagic(start: number, newlineBefore: boolean): MagicToken | undefined {
    MAGIC.lastIndex = start;
    const match = MAGIC.exec(this.#text);
    const frame = this.#frame();
    if (match === null || frame.kind !== "block") return undefined;
    const [, sign, name = ""] = match;
    const role = this.#roleOfMagic(newlineBefore, sign === "%" ? name : undefined);
    if (role === undefined) return undefined;
    const inBlock = this.#frames.length > 1;
    const end = this.#options.endOfArguments(start + match[0].length, inBlock, name);
    this.#magics.push({ role, start, end, name, double: sign === "%%", inBlock });
    // A value continues its statement; a magic statement is over, whatever ended its line.
    this.#expect = role === "value" ? "end" : "start";
    return { kind: "magic", text: name, start, end, newlineBefore };
  }

  #roleOfMagic(newlineBefore: boolean, operand: string | undefined): MagicSite["role"] | undefined {
    switch (this.#expect) {
      case "start":
        return "statement";
      case "end":
      case "angle":
        return newlineBefore && (operand === undefined || !this.#options.isOperand(operand)) ? "statement" : undefined;
      case "return":
        return newlineBefore ? "statement" : "value";
      case "value":
        return "value";
      case "open":
        return undefined;
    }
  }

  #frame(): Frame {
    return this.#frames.at(-1) as Frame;
  }

  #afterOther({ kind, text }: MagicToken, previous: MagicToken | undefined): Expectation {
    const before = previous?.text ?? "";
    if (kind !== "word" || MEMBER_ACCESS.has(before)) return "end";
    const frame = this.#frame();
    frame.pending = BODIES.get(text) ?? frame.pending;
    // `as const` and the type `void` end something, whatever these words mean elsewhere.
    if ((text === "const" && before === "as") || (text === "void" && TYPE_BEFORE.has(before))) return "end";
    if (text === "else" || text === "do") return frame.kind === "block" ? "start" : "end";
    return AFTER.get(text) ?? (endsValue({ kind, text }) ? "end" : "open");
  }

  #afterPunctuator(token: MagicToken, previous: MagicToken | undefined): Expectation {
    const { text } = token;
    if (text === "{") return this.#openBrace(previous);
    if (text === "(" || text === "[") return this.#openGroup(token, previous);
    if (text === "}" || text === ")" || text === "]") return this.#close();
    if (text === ";") return this.#frame().kind === "group" ? "open" : "start";
    if (text === ":") return this.#isLabel() ? "start" : "open";
    if (POSTFIX.has(text)) return this.#expect === "end" && !token.newlineBefore ? "end" : "open";
    return AFTER.get(text) ?? "open";
  }

  #openBrace(previous: MagicToken | undefined): Expectation {
    const frame = this.#frame();
    const isArrow = previous?.text === "=>";
    const valueFollows = ["open", "value", "return"].includes(this.#expect);
    if (valueFollows && !isArrow && previous?.text !== "class") return this.#push("shape", "end", "open");
    const body = frame.pending ?? "block";
    frame.pending = undefined;
    return this.#push(body, this.#endsStatement(frame, isArrow) ? "start" : "end", body === "shape" ? "open" : "start");
  }

  /** Whether the `}` of the block that begins here ends a statement, and not an expression. */
  #endsStatement(frame: Frame, isArrow: boolean): boolean {
    if (frame.kind === "class" || this.#expect === "start") return true;
    return !isArrow && frame.kind === "block" && DECLARATION.has(frame.head[0] ?? "");
  }

  #openGroup(token: MagicToken, previous: MagicToken | undefined): Expectation {
    const words = this.#tokens.slice(-2).map(({ text }) => text);
    const isControl =
      token.text === "(" &&
      (CONTROL.has(previous?.text ?? "") || (words[0] === "for" && words[1] === "await")) &&
      this.#tokens.at(-2)?.text !== ".";
    return this.#push("group", isControl ? "start" : "end", "open");
  }

  #push(kind: Frame["kind"], next: Expectation, inside: Expectation): Expectation {
    this.#frames.push({ kind, next, head: [], pending: undefined });
    return inside;
  }

  #close(): Expectation {
    return this.#frames.length > 1 ? (this.#frames.pop() as Frame).next : "start";
  }

  #isLabel(): boolean {
    const { kind, head } = this.#frame();
    if (kind !== "block") return false;
    return (
      head[0] === "case" || head[0] === "default" || (head.length === 2 && /^[\p{ID_Start}_$]/u.test(head[0] ?? ""))
    );
  }
}

/** Whether a token on a new line after a finished expression begins a statement instead of continuing the expression. */
function isNewStatement(token: Pick<MagicToken, "kind" | "text">): boolean {
  return (
    token.kind !== "punctuator" &&
    token.kind !== "template" &&
    !["in", "instanceof", "of", "as", "satisfies"].includes(token.text)
  );
}
