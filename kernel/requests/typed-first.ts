import type { Completion } from "../protocol/text-help.ts";

/**
 * What begins as it was typed, and that alone where there is any: the compiler also offers what has the letters
 * somewhere. Lower and upper case count only where both are offered.
 */
export function typedFirst(found: Completion, typed: string): Completion {
  const asTyped = found.matches.map((match) => match.startsWith(typed));
  const wanted = typed.toLowerCase();
  const isNear = asTyped.includes(true)
    ? asTyped
    : found.matches.map((match) => match.toLowerCase().startsWith(wanted));
  if (!isNear.includes(true)) return found;
  const keep = <T>(list: readonly T[]): T[] => list.filter((_, index) => isNear[index]);
  return { ...found, matches: keep(found.matches), kinds: keep(found.kinds) };
}
