import { plainValue } from "../layers/plain-value.ts";

/** JSON of a value with members in the order of their names; a text without its quotes. */
export function stableText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(plainValue(value));
}
