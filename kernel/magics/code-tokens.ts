import { splitArguments } from "./arguments.ts";
import { endOfLine, endOfName, findMagics } from "./find-magics.ts";
import { endsValue, readToken, skipBlanks, type MagicToken } from "./tokens.ts";

/**
 * The tokens of the TypeScript that leads up to the text's end: of the cell, of the body of a cell magic, or of the
 * `{expression}` of a magic. None in a magic's own words.
 */
export function codeTokens(text: string): readonly MagicToken[] {
  const { magics, tokens } = findMagics(text, () => false);
  const site = magics.at(-1);
  if (site === undefined) return insideTemplate(text, tokens);
  if (site.body !== undefined && text.length > site.body.start) return tokensFrom(text, site.body.start);
  if (endOfLine(site) < text.length) return insideTemplate(text, tokens);
  const { words } = splitArguments(text, endOfName(site), site.inBlock);
  const part = words.at(-1)?.parts.at(-1);
  // an expression that is closed ends before the text does
  return part?.kind === "expression" && part.end === text.length ? tokensFrom(text, part.start) : [];
}

function tokensFrom(text: string, start: number): readonly MagicToken[] {
  const tokens: MagicToken[] = [];
  let last = start;
  for (let at = skipBlanks(text, start); at < text.length; at = skipBlanks(text, last)) {
    const newlineBefore = /[\n\r]/.test(text.slice(last, at));
    tokens.push({ ...readToken(text, at, !endsValue(tokens.at(-1))), start: at, newlineBefore });
    last = tokens.at(-1)?.end ?? text.length;
  }
  return insideTemplate(text, tokens);
}

/** In a template literal that is not closed, what its last `${` begins counts. */
function insideTemplate(text: string, tokens: readonly MagicToken[]): readonly MagicToken[] {
  const last = tokens.at(-1);
  if (last?.kind !== "template" || last.end < text.length) return tokens;
  const hole = /\$\{[^{}`]*$/.exec(last.text);
  return hole === null ? tokens : tokensFrom(text, last.start + hole.index + 2);
}
