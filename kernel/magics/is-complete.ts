import type { Completeness } from "../protocol/text-help.ts";
import { splitArguments } from "./arguments.ts";
import { askedName } from "./asked-name.ts";
import { codeTokens } from "./code-tokens.ts";
import { endOfName } from "./find-magics.ts";
import { magicSites } from "./place.ts";

const INCOMPLETE: Completeness = { status: "incomplete", indent: "" };

/**
 * Whether a console should run the text at Enter; undefined where TypeScript decides. A cell magic's body ends with a
 * blank line, or with two if it is still open then.
 * @param hasMistake whether some magic of the text is wrong
 */
export function isMagicComplete(text: string, hasMistake: boolean): Completeness | undefined {
  if (askedName(text) !== undefined) return { status: "complete" };
  const site = magicSites(text).at(-1);
  const isLast = site?.end === text.length;
  if (isLast && /\\\r?\n?$/.test(text)) return INCOMPLETE;
  if (site !== undefined && isExpressionOpen(text, endOfName(site), site.inBlock)) return INCOMPLETE;
  if (hasMistake) return { status: "invalid" };
  if (!isLast || !site.double) return undefined;
  const isLeft = /\n\s*\n\s*\n$/.test(text) || (/\n\s*\n$/.test(text) && !isBodyOpen(text));
  return isLeft ? { status: "complete" } : INCOMPLETE;
}

function isBodyOpen(text: string): boolean {
  let depth = 0;
  const tokens = codeTokens(text);
  for (const { kind, text: token } of tokens) {
    if (kind === "punctuator" && "([{".includes(token)) depth++;
    else if (kind === "punctuator" && ")]}".includes(token)) depth--;
  }
  const last = tokens.at(-1);
  return depth > 0 || (last?.kind === "template" && !/[^\\]`$/.test(last.text));
}

/** Whether the magic has a brace that more lines may close. */
function isExpressionOpen(text: string, from: number, inBlock: boolean): boolean {
  const { problem } = splitArguments(text, from, inBlock);
  return problem !== undefined && problem.end === problem.start + 1 && text[problem.start] === "{";
}
