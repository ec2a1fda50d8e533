import { countOf } from "../shown-text.ts";

/** "1 feature", "2,000 features", of a table "3 rows". */
export function countText({ length, isTable }: { readonly length: number; readonly isTable: boolean }): string {
  return countOf(length, isTable ? "row" : "feature");
}
