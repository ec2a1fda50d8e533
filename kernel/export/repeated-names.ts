import type { ReadCell } from "../magics/read-cell.ts";
import type { MagicToken } from "../magics/tokens.ts";

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly code: string;
}

interface Around {
  /** Declared or bound more than once in the notebook, which only `var` allows. */
  readonly isRepeated: (name: string) => boolean;
  /** Of the cell, among those that run. */
  readonly number: number;
}

/** How a script says what a notebook may declare again and again: each such name is a variable. */
export interface Repeated {
  readonly edits: readonly Edit[];
  /** Statements that come before the cell's own. */
  readonly head: string;
}

export function repeatedNames(text: string, { scopes, tokens }: ReadCell, around: Around): Repeated {
  const edits: Edit[] = [];
  const functions = new Set<string>();
  for (const { keyword, start, names } of scopes.declarations) {
    const index = tokens.findIndex((token) => token.start === start);
    const name = [...names].find(around.isRepeated);
    if (index < 0 || name === undefined) continue;
    if (keyword === "function") {
      functions.add(name);
      edits.push(renamed(tokens, index, `${name}${suffix(around)}`));
    } else if (keyword === "class") edits.push(...asExpression(tokens, index, name));
    else if (keyword === "enum") edits.push(...asResult(tokens, index, name));
    else if (keyword === "const" || keyword === "let") edits.push(...asVariable(text, tokens, index));
  }
  // a function is there before its cell's first statement
  const head = [...functions].map((name) => {
    const own = `${name}${suffix(around)}`;
    return `var ${name} = Object.defineProperty(${own}, "name", { value: "${name}" });\n`;
  });
  return { edits, head: head.join("") };
}

function suffix({ number }: Around): string {
  return `_of_cell_${number}`;
}

function renamed(tokens: readonly MagicToken[], index: number, name: string): Edit {
  const next = tokens[index + 1];
  const named = (next?.text === "*" ? tokens[index + 2] : next) as MagicToken;
  return { start: named.start, end: named.end, code: name };
}

/** `var C = class C { … };`, with what decorates it. */
function asExpression(tokens: readonly MagicToken[], index: number, name: string): Edit[] {
  const isAbstract = tokens[index - 1]?.text === "abstract";
  const first = startOfDecorators(tokens, isAbstract ? index - 1 : index);
  const { start } = tokens[first] as MagicToken;
  const edits = [{ start, end: start, code: `var ${name} = ` }];
  if (isAbstract) {
    const word = tokens[index - 1] as MagicToken;
    edits.push({ start: word.start, end: (tokens[index] as MagicToken).start, code: "" });
  }
  const last = endOfBody(tokens, index);
  return last === undefined ? edits : [...edits, { start: last.end, end: last.end, code: ";" }];
}

/** Where the decorators begin that stand before the token at `index`; it itself, where there are none. */
function startOfDecorators(tokens: readonly MagicToken[], index: number): number {
  let at = index - 1;
  if (tokens[at]?.text === ")") at = openingOf(tokens, at);
  else at++;
  if (tokens[at]?.text === "(" && tokens[at - 1]?.text === "@") return startOfDecorators(tokens, at - 1);
  at--;
  while (tokens[at - 1]?.text === ".") at -= 2;
  return tokens[at]?.text.startsWith("@") === true ? startOfDecorators(tokens, at) : index;
}

function openingOf(tokens: readonly MagicToken[], closing: number): number {
  let depth = 0;
  for (let at = closing; at > 0; at--) {
    const { text } = tokens[at] as MagicToken;
    if (")]}".includes(text)) depth++;
    else if ("([{".includes(text) && --depth === 0) return at;
  }
  return 0;
}

/** `var E = (() => { enum E { … } return E; })();`: a script would add to the enum that it has. */
function asResult(tokens: readonly MagicToken[], index: number, name: string): Edit[] {
  const before = tokens[index - 1];
  const { start } = tokens[index] as MagicToken;
  const last = endOfBody(tokens, index);
  if (last === undefined) return [];
  return [
    { start: before?.text === "const" ? before.start : start, end: start, code: `var ${name} = (() => { ` },
    { start: last.end, end: last.end, code: ` return ${name}; })();` },
  ];
}

/** The brace that closes a class whose keyword stands at `index`. */
function endOfBody(tokens: readonly MagicToken[], index: number): MagicToken | undefined {
  let depth = 0;
  let isBody = false;
  for (let at = index; at < tokens.length; at++) {
    const { text } = tokens[at] as MagicToken;
    if (depth === 0 && text === "{")
      isBody = !["extends", "<", ",", "&", "|", "="].includes(tokens[at - 1]?.text ?? "");
    if ("([{".includes(text)) depth++;
    else if (")]}".includes(text) && --depth === 0 && text === "}" && isBody) return tokens[at];
  }
  return undefined;
}

/** `var`, and with a value: without one, a variable that is declared again would keep the one it has. */
function asVariable(text: string, tokens: readonly MagicToken[], index: number): Edit[] {
  if (tokens[index - 1]?.text === "(" || tokens[index + 1]?.text === "enum") return [];
  const { start, end } = tokens[index] as MagicToken;
  const bare = /^let\s+[\p{ID_Start}_$][\p{ID_Continue}$]*\s*?(?::[^=;\n]*)?(?=;|\n|$)/u.exec(text.slice(start));
  const value = bare && { start: start + bare[0].length, end: start + bare[0].length, code: " = undefined" };
  return [{ start, end, code: "var" }, ...(value ? [value] : [])];
}
