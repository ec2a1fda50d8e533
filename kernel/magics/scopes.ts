import type { MagicToken } from "./tokens.ts";

/** The variables a cell declares, by where they can be seen. */
export interface Scopes {
  /** Whether a variable of this name, declared in the cell, can be seen at this offset (before or after its line). */
  visible(name: string, offset: number): boolean;
  /** Whether the cell declares the name at its top level. */
  topLevel(name: string): boolean;
  /** The declarations that make those names, in order. */
  readonly declarations: readonly Declaration[];
  /** Whether there is a function around the offset. */
  inFunction(offset: number): boolean;
}

export interface Declaration {
  /** `const`, `import`, … and where it stands. */
  readonly keyword: string;
  readonly start: number;
  readonly names: ReadonlySet<string>;
}

interface Scope {
  readonly start: number;
  end: number;
  readonly isFunction: boolean;
  readonly parent: Scope | undefined;
  readonly names: Set<string>;
}

const DECLARES = new Set("import const let var function class enum namespace".split(" "));
const VARIABLES = new Set(["const", "let", "var"]);
const NAMED = new Set(["function", "class", "enum", "namespace"]);
const END_OF_IMPORTS = new Set("from = ;".split(" "));
const CONTROL = new Set(["if", "for", "while", "with", "switch", "catch", "await"]);
const NOT_NAMES = new Set(
  "const let var function class enum in of new typeof void await async as type from import default".split(" "),
);

/**
 * Reads declarations off the tokens. Braces, arrow bodies and loops are scopes; what it can't tell apart without a parser
 * (an unusual type in a parameter list) it takes for not declared.
 */
export function readScopes(tokens: readonly MagicToken[], length: number): Scopes {
  const partner = matchBrackets(tokens);
  const top: Scope = { start: 0, end: length, isFunction: true, parent: undefined, names: new Set() };
  const scopes = [top];
  const declarations: Declaration[] = [];
  let current = top;
  for (const [index, token] of tokens.entries()) {
    while (token.start >= current.end && current.parent !== undefined) current = current.parent;
    const opened = openScope(tokens, index, partner);
    if (opened !== undefined) {
      current = { ...opened, parent: current };
      scopes.push(current);
    }
    if (token.kind === "word" && DECLARES.has(token.text) && tokens[index - 1]?.text !== ".") {
      const names = declaredNames(tokens, index, partner);
      if (declare(names, token.text, current) === top && names.size > 0)
        declarations.push({ keyword: token.text, start: token.start, names });
    }
  }
  return {
    topLevel: (name) => top.names.has(name),
    declarations,
    inFunction: (offset) =>
      scopes.some((scope) => scope !== top && scope.isFunction && scope.start <= offset && offset <= scope.end),
    visible: (name, offset) =>
      scopes.some((scope) => scope.start <= offset && offset <= scope.end && scope.names.has(name)),
  };
}

/** The scope that begins at this token: a block, a loop with its head, or a function with its parameters. */
function openScope(
  tokens: readonly MagicToken[],
  index: number,
  partner: readonly (number | undefined)[],
): Omit<Scope, "parent"> | undefined {
  const token = tokens[index] as MagicToken;
  const arrow = tokens[index + 1]?.text === "=>" && token.kind === "word" ? index + 1 : undefined;
  if (arrow !== undefined) return { ...functionScope(tokens, index, arrow, partner), names: new Set([token.text]) };
  const closing = partner[index];
  if (closing === undefined) return undefined;
  if (token.text === "{") {
    return { start: token.start, end: startOf(tokens, closing), isFunction: false, names: new Set() };
  }
  if (token.text !== "(") return undefined;
  const body = bodyAfter(tokens, closing);
  if (body === undefined) return undefined;
  const names = new Set<string>();
  const before = tokens[index - 1]?.text ?? "";
  if (!CONTROL.has(before) || before === "catch") readPattern(tokens, index + 1, closing, names);
  return { ...functionScope(tokens, index, body - 1, partner), isFunction: !CONTROL.has(before), names };
}

/** From a parameter list or loop head to the end of the body, which follows `beforeBody`. */
function functionScope(
  tokens: readonly MagicToken[],
  index: number,
  beforeBody: number,
  partner: readonly (number | undefined)[],
): Omit<Scope, "parent" | "names"> {
  const start = startOf(tokens, index);
  const opening = tokens[beforeBody + 1];
  const closing = opening?.text === "{" ? partner[beforeBody + 1] : undefined;
  return {
    start,
    end: closing === undefined ? endOfExpression(tokens, beforeBody + 1, partner) : startOf(tokens, closing),
    isFunction: true,
  };
}

/** Index of the token that begins the body belonging to a parenthesis closed at `closing`, if there is one. */
function bodyAfter(tokens: readonly MagicToken[], closing: number): number | undefined {
  const next = tokens[closing + 1]?.text;
  if (next === "=>") return closing + 2;
  if (next === "{") return closing + 1;
  if (next !== ":") return undefined;
  // A return type: short, and ended by the body's brace or the arrow.
  for (let index = closing + 2; index < Math.min(closing + 24, tokens.length); index++) {
    const text = tokens[index]?.text;
    if (text === "=>") return index + 1;
    if (text === "{" && index > closing + 2) return index;
    if (text === ";" || text === "=" || text === ")") return undefined;
  }
  return undefined;
}

/** Puts names into the scope and, where they are seen further out, into the scopes around it; gives the outermost. */
function declare(names: ReadonlySet<string>, keyword: string, scope: Scope): Scope {
  for (const name of names) scope.names.add(name);
  return keyword !== "var" || scope.isFunction || scope.parent === undefined
    ? scope
    : declare(names, keyword, scope.parent);
}

function declaredNames(
  tokens: readonly MagicToken[],
  index: number,
  partner: readonly (number | undefined)[],
): ReadonlySet<string> {
  const keyword = tokens[index]?.text ?? "";
  const names = new Set<string>();
  if (VARIABLES.has(keyword)) readDeclarators(tokens, index + 1, partner, names);
  else if (NAMED.has(keyword)) {
    const name = tokens[tokens[index + 1]?.text === "*" ? index + 2 : index + 1];
    if (name?.kind === "word" && name.text !== "extends") names.add(name.text);
  } else readImports(tokens, index + 1, names);
  return names;
}

/** The names of `a = 1, { b, c: d } = f(), [e]: T`. */
function readDeclarators(
  tokens: readonly MagicToken[],
  from: number,
  partner: readonly (number | undefined)[],
  names: Set<string>,
): void {
  for (let index = from; ;) {
    const token = tokens[index];
    if (token === undefined) return;
    const closing = partner[index];
    if (closing !== undefined) readPattern(tokens, index + 1, closing, names);
    else if (token.kind === "word") names.add(token.text);
    else return;
    index = nextDeclarator(tokens, (closing ?? index) + 1, partner);
    if (index === -1) return;
  }
}

/** Index after the comma that ends this declarator, or -1 at the declaration's end. */
function nextDeclarator(tokens: readonly MagicToken[], from: number, partner: readonly (number | undefined)[]): number {
  for (let index = from; index < tokens.length; index = (partner[index] ?? index) + 1) {
    const token = tokens[index] as MagicToken;
    if (token.text === ",") return index + 1;
    if ([";", ")", "]", "}", "of", "in"].includes(token.text) || beginsLine(tokens, index)) return -1;
  }
  return -1;
}

/**
 * The names bound by a destructuring pattern or a parameter list between two brackets. After a colon stands a new name
 * in braces (`{ a: b }`) and a type elsewhere.
 */
function readPattern(tokens: readonly MagicToken[], from: number, to: number, names: Set<string>): void {
  const brackets = [tokens[from - 1]?.text ?? ""];
  for (let index = from; index < to; index++) {
    const token = tokens[index] as MagicToken;
    if ("([{".includes(token.text)) brackets.push(token.text);
    else if (")]}".includes(token.text)) brackets.pop();
    const before = tokens[index - 1]?.text ?? "";
    const after = tokens[index + 1]?.text ?? "";
    const [opens, ends] = brackets.at(-1) === "{" ? [IN_BRACES.opens, IN_BRACES.ends] : [IN_LIST.opens, IN_LIST.ends];
    const isName = token.kind === "word" && !NOT_NAMES.has(token.text);
    if (isName && opens.includes(before) && ends.includes(after)) names.add(token.text);
  }
}

/** What may stand before and after a name that a pattern binds. */
const IN_BRACES = { opens: ["{", ",", "...", ":"], ends: [",", "=", "}"] };
const IN_LIST = { opens: ["(", "[", ",", "..."], ends: [",", "=", ")", "]", ":", "?"] };

function readImports(tokens: readonly MagicToken[], from: number, names: Set<string>): void {
  if (tokens[from]?.text === "(" || tokens[from]?.text === "type") return;
  for (const [index, token] of tokens.entries()) {
    if (index < from) continue;
    if (token.kind === "string" || END_OF_IMPORTS.has(token.text)) return;
    const isRenamed = tokens[index + 1]?.text === "as";
    if (token.kind === "word" && !NOT_NAMES.has(token.text) && !isRenamed) names.add(token.text);
  }
}

/** Where the body of an arrow function ends that is no block. */
function endOfExpression(
  tokens: readonly MagicToken[],
  from: number,
  partner: readonly (number | undefined)[],
): number {
  let last = from;
  for (let index = from; index < tokens.length && !endsExpression(tokens, index, from); index = last + 1)
    last = partner[index] ?? index;
  return tokens[last]?.end ?? 0;
}

function endsExpression(tokens: readonly MagicToken[], index: number, from: number): boolean {
  const token = tokens[index] as MagicToken;
  return [";", ",", ")", "]", "}"].includes(token.text) || (index > from && beginsLine(tokens, index));
}

/** Whether a token begins a line that does not go on with what stands before. */
function beginsLine(tokens: readonly MagicToken[], index: number): boolean {
  const [before, token] = [tokens[index - 1], tokens[index]];
  const continues = before?.kind === "punctuator" && ![")", "]", "}"].includes(before.text);
  return token?.newlineBefore === true && token.kind !== "punctuator" && !continues;
}

function startOf(tokens: readonly MagicToken[], index: number): number {
  return tokens[index]?.start ?? 0;
}

/** For each opening bracket the index of its closing one. */
function matchBrackets(tokens: readonly MagicToken[]): readonly (number | undefined)[] {
  const partner: (number | undefined)[] = [];
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "punctuator") continue;
    if ("([{".includes(token.text)) open.push(index);
    else if (")]}".includes(token.text)) {
      const opening = open.pop();
      if (opening !== undefined) partner[opening] = index;
    }
  }
  return partner;
}
