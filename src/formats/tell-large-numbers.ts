import type { Feedback } from "../feedback.ts";
import { textAt } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";

/** Says which fields came out as bigints, and how code writes one: `id === 123` is never true of them. */
export function tellLargeNumbers({ fields, columns }: LayerData, feedback: Feedback): void {
  for (const [position, field] of fields.entries()) {
    const column = columns[position]!;
    const first = column.valid.indexOf(1);
    if (field.type !== "integer64" || column.storage !== "text" || first < 0) continue;
    const example = textAt(column, first);
    feedback.log(
      "info",
      `The field "${field.name}" has whole numbers beyond 2^53; so that they stay exact, its values are bigints: ` +
        `write ${example}n, not ${example}.`,
    );
  }
}
