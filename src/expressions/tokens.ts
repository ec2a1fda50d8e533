import { expressionError } from "./expression-error.ts";
import type { Span } from "./node.ts";

export type Token = Span &
  (
    | { readonly kind: "number"; readonly value: number; readonly whole: boolean }
    | { readonly kind: "text"; readonly value: string }
    /** `"a field"`; never a word of the language. */
    | { readonly kind: "field"; readonly value: string }
    /** A name as written: a field, a function or a word of the language. `$name` keeps its sign. */
    | { readonly kind: "word"; readonly value: string }
    | { readonly kind: "variable"; readonly value: string }
    | { readonly kind: "sign"; readonly value: string }
    | { readonly kind: "end"; readonly value: "" }
  );

const SKIPPED = /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /\$?[\p{L}_][\p{L}\p{N}_]*/uy;
const VARIABLE = /@[\p{L}_][\p{L}\p{N}_]*/uy;
/** Longest first. */
const SIGN = /:=|\|\||\/\/|<>|!=|<=|>=|[-+*/%^=<>~(),[\]]/y;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", "\\": "\\", "'": "'" };

/** @throws SpatialError BAD_EXPRESSION for a quote without its end and a sign that the language does not have */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  for (;;) {
    at += match(SKIPPED)?.length ?? 0;
    if (at >= text.length) return [...tokens, { kind: "end", value: "", start: text.length, end: text.length }];
    const token = quoted(text, at) ?? plain(match, at);
    if (token === undefined) {
      throw expressionError(text, { start: at, end: at + 1 }, `"${text[at]}" has no meaning here.`);
    }
    tokens.push(token);
    at = token.end;
  }
}

function plain(match: (pattern: RegExp) => string | undefined, start: number): Token | undefined {
  const variable = match(VARIABLE);
  if (variable !== undefined)
    return { kind: "variable", value: variable.slice(1).toLowerCase(), start, end: start + variable.length };
  const number = match(NUMBER);
  if (number !== undefined) {
    const value = Number(number);
    const whole = /^\d+$/.test(number) && Number.isSafeInteger(value);
    return { kind: "number", value, whole, start, end: start + number.length };
  }
  const word = match(WORD);
  if (word !== undefined) return { kind: "word", value: word, start, end: start + word.length };
  const sign = match(SIGN);
  return sign === undefined ? undefined : { kind: "sign", value: sign, start, end: start + sign.length };
}

/** 'text' with backslashes and doubled quotes, or "field" with doubled quotes. */
function quoted(text: string, start: number): Token | undefined {
  const quote = text[start];
  if (quote !== "'" && quote !== '"') return undefined;
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === quote) {
      if (text[at + 1] !== quote) return { kind: quote === "'" ? "text" : "field", value, start, end: at + 1 };
      value += quote;
      at++;
    } else if (char === "\\" && quote === "'") {
      at++;
      value += ESCAPES[text[at] ?? ""] ?? `\\${text[at] ?? ""}`;
    } else value += char;
  }
  const kind = quote === "'" ? "text" : "field name";
  throw expressionError(text, { start, end: start + 1 }, `the ${kind} that begins here has no end; add ${quote}.`);
}
