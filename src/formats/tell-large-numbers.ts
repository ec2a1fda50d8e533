import type { Feedback } from "../feedback.ts";
import { textAt } from "../layers/attributes.ts";
import type { AttributeColumn, LayerData } from "../layers/layer-data.ts";

/**
 * Says which fields came out as bigints, and how code writes one: `id === 123` is never true of them; and which hold
 * whole numbers too large for the doubles that their fractions need.
 */
export function tellLargeNumbers({ fields, columns }: LayerData, feedback: Feedback): void {
  for (const [position, { name, type }] of fields.entries()) {
    const column = columns[position]!;
    if (column.storage === "number" && hasRounded(column)) {
      feedback.log(
        "warning",
        `The field "${name}" has whole numbers beyond 2^53 beside fractions. It holds doubles, so that such numbers may ` +
          `have been rounded; keep ids in a field of their own.`,
      );
    }
    const first = column.valid.indexOf(1);
    if (type !== "integer64" || column.storage !== "text" || first < 0) continue;
    const example = textAt(column, first);
    feedback.log(
      "info",
      `The field "${name}" has whole numbers beyond 2^53; so that they stay exact, its values are bigints: ` +
        `write ${example}n, not ${example}.`,
    );
  }
}

function hasRounded({ valid, values }: Extract<AttributeColumn, { storage: "number" }>): boolean {
  const isGiven = (_: number, index: number): boolean => valid[index] === 1;
  return (
    values.some((value, index) => isGiven(value, index) && Math.abs(value) > Number.MAX_SAFE_INTEGER) &&
    values.some((value, index) => isGiven(value, index) && !Number.isInteger(value))
  );
}
