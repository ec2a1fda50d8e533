import { quoteWord } from "./quote.ts";

/** What quotes can't hold: line ends and the like, and a backslash before the closing one. */
const UNQUOTABLE = /[\p{Cc}\u2028\u2029]|\\$/u;

/** A word of a magic that is read as this text. */
export function magicWord(text: string): string {
  return UNQUOTABLE.test(text) ? `{${JSON.stringify(text)}}` : quoteWord(text);
}

/** A word of a magic that is read as this value. */
export function magicValue(value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return magicWord(String(value));
  if (typeof value === "function") return `{${String(value)}}`;
  // braces count over the whole word, so that those of one item would change the next
  const isPlain = Array.isArray(value) && value.length > 0 && value.every(isPlainItem);
  return isPlain ? value.map((item) => magicWord(item)).join(",") : `{${JSON.stringify(value)}}`;
}

function isPlainItem(item: unknown): item is string {
  return typeof item === "string" && !/[{}]/.test(item);
}
