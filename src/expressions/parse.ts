import type { SpatialError } from "../errors.ts";
import { expressionError } from "./expression-error.ts";
import type { CallArgument, BinaryOperator, Node, Span } from "./node.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** How strongly operators bind, as in QGIS: `||` more than `^`, and a sign more than both. */
const STRENGTH: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  "=": 4,
  "<>": 4,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "~": 4,
  like: 4,
  ilike: 4,
  is: 4,
  in: 4,
  between: 4,
  not: 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "//": 6,
  "%": 6,
  "^": 7,
  "||": 8,
};
const NOT_STRENGTH = 3;
const WORDS = new Set([
  "and",
  "or",
  "not",
  "in",
  "is",
  "like",
  "ilike",
  "between",
  "case",
  "when",
  "then",
  "else",
  "end",
]);
/** More would exhaust the stack of the compiler before it says anything useful. */
const DEEPEST = 200;

/** @throws SpatialError BAD_EXPRESSION with the place and what was expected there */
export function parseExpression(text: string): Node {
  return new Parser(text).whole();
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  whole(): Node {
    const node = this.#expression(0);
    if (this.#peek().kind !== "end") throw this.#unexpected("an operator or the end");
    return node;
  }

  #expression(least: number): Node {
    if (++this.#depth > DEEPEST) throw this.#error(this.#peek(), `it is nested more than ${DEEPEST} levels deep.`);
    let left = this.#operand();
    for (;;) {
      const operator = this.#operator();
      const strength = operator === undefined ? 0 : STRENGTH[operator]!;
      if (operator === undefined || strength <= least) break;
      left = this.#joined(left, operator, strength);
    }
    this.#depth--;
    return left;
  }

  /** The operator that is next, its word in lower case. */
  #operator(): string | undefined {
    const token = this.#peek();
    if (token.kind !== "sign" && token.kind !== "word") return undefined;
    const name = token.value === "!=" ? "<>" : token.value.toLowerCase();
    return Object.hasOwn(STRENGTH, name) ? name : undefined;
  }

  #joined(left: Node, operator: string, strength: number): Node {
    this.#at++;
    if (operator === "is") {
      const negated = this.#tryWord("not");
      return this.#binary(negated ? "is not" : "is", left, this.#expression(strength));
    }
    const negated = operator === "not";
    const name = negated ? this.#afterNot() : operator;
    if (name === "in") return this.#in(left, negated);
    if (name === "between") return this.#between(left, negated);
    // `^` alone groups to the right
    const right = this.#expression(name === "^" ? strength - 1 : strength);
    return this.#binary((negated ? `not ${name}` : name) as BinaryOperator, left, right);
  }

  #afterNot(): string {
    for (const word of ["in", "between", "like", "ilike"]) if (this.#tryWord(word)) return word;
    throw this.#unexpected("IN, LIKE, ILIKE or BETWEEN after NOT");
  }

  #binary(operator: BinaryOperator, left: Node, right: Node): Node {
    return { kind: "binary", operator, left, right, start: left.start, end: right.end };
  }

  #in(value: Node, negated: boolean): Node {
    this.#expect("(");
    const list: Node[] = [];
    do list.push(this.#expression(0));
    while (this.#trySign(","));
    return { kind: "in", negated, value, list, start: value.start, end: this.#expect(")").end };
  }

  #between(value: Node, negated: boolean): Node {
    const low = this.#expression(STRENGTH["between"]!);
    if (!this.#tryWord("and")) throw this.#unexpected("AND and the upper bound of BETWEEN");
    const high = this.#expression(STRENGTH["between"]!);
    return { kind: "between", negated, value, low, high, start: value.start, end: high.end };
  }

  #operand(): Node {
    let node = this.#primary();
    while (this.#trySign("[")) {
      const index = this.#expression(0);
      node = { kind: "index", container: node, index, start: node.start, end: this.#expect("]").end };
    }
    return node;
  }

  #primary(): Node {
    const token = this.#peek();
    this.#at++;
    const { start, end } = token;
    switch (token.kind) {
      case "number":
        return token;
      case "text":
        return token;
      case "variable":
        return { kind: "variable", name: token.value, start, end };
      case "field":
        return { kind: "field", name: token.value, start, end };
      case "word":
        return this.#word(token);
      case "sign":
        if (token.value === "(") {
          const inner = this.#expression(0);
          return { ...inner, start, end: this.#expect(")").end };
        }
        if (token.value === "-") return this.#negated(token);
        if (token.value === "+") return this.#expression(STRENGTH["||"]!);
        break;
      case "end":
        break;
    }
    this.#at--;
    throw this.#unexpected("a value");
  }

  #negated({ start }: Span): Node {
    const operand = this.#expression(STRENGTH["||"]!);
    return { kind: "unary", operator: "-", operand, start, end: operand.end };
  }

  #word({ value, start, end }: Token & { kind: "word" }): Node {
    const word = value.toLowerCase();
    if (word === "not") {
      const operand = this.#expression(NOT_STRENGTH);
      return { kind: "unary", operator: "not", operand, start, end: operand.end };
    }
    if (word === "case") return this.#case(start);
    if (word === "null") return { kind: "null", start, end };
    if (word === "true" || word === "false") return { kind: "boolean", value: word === "true", start, end };
    if (this.#trySign("(")) return this.#call(word, start);
    if (value.startsWith("$")) return { kind: "call", name: word, args: [], start, end };
    if (WORDS.has(word)) {
      this.#at--;
      throw this.#unexpected("a value");
    }
    return { kind: "field", name: value, start, end };
  }

  #call(name: string, start: number): Node {
    const args: CallArgument[] = [];
    if (!this.#trySign(")")) {
      do args.push(this.#argument());
      while (this.#trySign(","));
      this.#expect(")");
    }
    return { kind: "call", name, args, start, end: this.#tokens[this.#at - 1]!.end };
  }

  #argument(): CallArgument {
    const token = this.#peek();
    const next = this.#tokens[this.#at + 1];
    if (token.kind !== "word" || next?.kind !== "sign" || next.value !== ":=") return { value: this.#expression(0) };
    this.#at += 2;
    return { name: token.value.toLowerCase(), value: this.#expression(0) };
  }

  #case(start: number): Node {
    const whens: { when: Node; result: Node }[] = [];
    while (this.#tryWord("when")) {
      const when = this.#expression(0);
      if (!this.#tryWord("then")) throw this.#unexpected("THEN");
      whens.push({ when, result: this.#expression(0) });
    }
    if (whens.length === 0) throw this.#unexpected("WHEN");
    const otherwise = this.#tryWord("else") ? this.#expression(0) : undefined;
    if (!this.#tryWord("end")) throw this.#unexpected("WHEN, ELSE or END");
    return { kind: "case", whens, otherwise, start, end: this.#tokens[this.#at - 1]!.end };
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #tryWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== "word" || token.value.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  #trySign(sign: string): boolean {
    const token = this.#peek();
    if (token.kind !== "sign" || token.value !== sign) return false;
    this.#at++;
    return true;
  }

  #expect(sign: string): Token {
    const token = this.#peek();
    if (!this.#trySign(sign)) throw this.#unexpected(`"${sign}"`);
    return token;
  }

  #unexpected(wanted: string): SpatialError {
    const token = this.#peek();
    const found = token.kind === "end" ? "it ends" : `there is ${this.#text.slice(token.start, token.end)}`;
    return this.#error(token, `expected ${wanted}, but ${found}.`);
  }

  #error(span: Span, what: string): SpatialError {
    return expressionError(this.#text, span, what);
  }
}
