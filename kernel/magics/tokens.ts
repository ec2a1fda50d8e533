/** A lexical token of TypeScript. Comments and blanks are left out; a template literal is one token, `${}` and all. */
export interface MagicToken {
  readonly kind: "word" | "number" | "string" | "template" | "regex" | "punctuator" | "magic";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A line break, possibly inside a comment, lies between this token and the one before. */
  readonly newlineBefore: boolean;
}

const BLANKS = /(?:\s|\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$))*/y;
const WORD = /[#@]?[\p{ID_Start}_$][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xob][\da-f_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[-+]?\d[\d_]*)?n?)/iy;
const STRING = /(["'])(?:\\[^]|(?!\1)[^\\\n\r])*(?:\1|$|(?=[\n\r]))/my;
const REGEX = /\/(?:\\[^\n\r]|\[(?:\\[^\n\r]|[^\]\\\n\r])*\]|[^[/\\\n\r])+\/\w*/y;
const PUNCTUATOR = /=>|\+\+|--|\.\.\.|\?\.(?!\d)|\?\?(?!=)|&&(?!=)|\|\|(?!=)|[-+*/%&|^!<>?]{0,3}={1,3}|[^]/uy;

/** Words after which an expression is still to come, so that a line break does not end the statement. */
const OPENERS = new Set(
  "as async await case class const declare delete enum export extends function if implements import in instanceof keyof let new of return satisfies throw typeof var void while with yield else do".split(
    " ",
  ),
);

/** End of the blanks and comments that start at `from`. */
export function skipBlanks(text: string, from: number): number {
  return endOf(BLANKS, text, from) ?? from;
}

/**
 * The token at `start`, which must not be a blank.
 * @param regexAllowed whether a slash here would start a regular expression rather than divide.
 */
export function readToken(
  text: string,
  start: number,
  regexAllowed: boolean,
): Pick<MagicToken, "kind" | "text" | "end"> {
  const [kind, end] = measure(text, start, regexAllowed);
  return { kind, end, text: text.slice(start, end) };
}

function measure(text: string, start: number, regexAllowed: boolean): [MagicToken["kind"], number] {
  const first = text[start] ?? "";
  if (first === "`") return ["template", endOfTemplate(text, start + 1)];
  if (first === '"' || first === "'") return ["string", endOf(STRING, text, start) ?? start + 1];
  const word = endOf(WORD, text, start);
  if (word !== undefined) return ["word", word];
  const number = /[.\d]/.test(first) ? endOf(NUMBER, text, start) : undefined;
  if (number !== undefined) return ["number", number];
  const regex = first === "/" && regexAllowed ? endOf(REGEX, text, start) : undefined;
  if (regex !== undefined) return ["regex", regex];
  return ["punctuator", endOf(PUNCTUATOR, text, start) ?? start + 1];
}

/** Whether a value ends with this token, so that a slash or percent sign after it is an operator. */
export function endsValue(token: Pick<MagicToken, "kind" | "text"> | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "punctuator") return [")", "]", "}"].includes(token.text);
  return token.kind !== "word" || !OPENERS.has(token.text);
}

/**
 * Where the bracket opened just before `from` closes: the position of its closing bracket, with strings, templates,
 * comments, regular expressions and nested brackets passed over. Undefined when it never closes.
 */
export function findClosing(text: string, from: number): number | undefined {
  let depth = 0;
  let last: Pick<MagicToken, "kind" | "text"> | undefined;
  for (let at = skipBlanks(text, from); at < text.length;) {
    const token = readToken(text, at, !endsValue(last));
    if (token.kind === "punctuator") {
      if ("([{".includes(token.text)) depth++;
      else if (")]}".includes(token.text) && depth-- === 0) return at;
    }
    last = token;
    at = skipBlanks(text, token.end);
  }
  return undefined;
}

function endOfTemplate(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "`") return at + 1;
    else if (text.startsWith("${", at)) at = findClosing(text, at + 2) ?? text.length;
  }
  return text.length;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
