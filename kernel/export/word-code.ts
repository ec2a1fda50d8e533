import { plainText, type Word } from "../magics/arguments.ts";

/** A word of a magic as TypeScript: a string, an expression, or a template of both. @param text the cell */
export function wordCode(text: string, word: Word): string {
  const plain = plainText(word);
  if (plain !== undefined) return JSON.stringify(plain);
  const expression = onlyExpression(text, word);
  if (expression !== undefined) return expression;
  const parts = word.parts.map((part) =>
    part.kind === "text"
      ? part.text.replaceAll(/[`\\]|\$(?=\{)/g, String.raw`\$&`)
      : `\${${text.slice(part.start, part.end)}}`,
  );
  return `\`${parts.join("")}\``;
}

/** The TypeScript of a word that is `{…}` and nothing else. */
export function onlyExpression(text: string, { parts }: Word): string | undefined {
  const [only] = parts;
  return parts.length === 1 && only?.kind === "expression" ? text.slice(only.start, only.end).trim() : undefined;
}
