import { countOf } from "../shown-text.ts";

/** "3 of 177 rows without a value left out"; nothing where there are none. */
export function leftOut(count: number, total: number, why: string): string[] {
  return count === 0 ? [] : [`${count.toLocaleString("en")} of ${countOf(total, "row")} ${why} left out`];
}
