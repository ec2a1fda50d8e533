/** Text as one word of a magic: in quotes where it needs them. It may not end in a backslash nor hold a line break. */
export function quoteWord(text: string): string {
  return /^$|^--|^\/\/|[\s"'{},;]/.test(text) ? `${openQuote(text)}"` : text;
}

/** The same without its closing quote, for a word that goes on. */
export function openQuote(text: string): string {
  let depth = 0;
  const escaped = text.replaceAll(/["{}]|(?<=\\)'/g, (char) => {
    if (char === '"' || char === "'") return `\\${char}`;
    if (char === "}" && depth === 0) return char;
    depth += char === "{" ? 1 : -1;
    return char + char;
  });
  return `"${escaped}`;
}
