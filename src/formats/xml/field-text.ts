import { bytesAt, hexOf, textAt } from "../../layers/attributes.ts";
import type { AttributeColumn, Field } from "../../layers/layer-data.ts";

/** A field's values as text; lists and JSON as they are stored, bytes as hexadecimals. */
export function fieldText({ type }: Field, column: AttributeColumn): (index: number) => string | undefined {
  return (index) => {
    if (column.valid[index] !== 1) return undefined;
    switch (column.storage) {
      case "number":
        return String(column.values[index]);
      case "boolean":
        return String(column.values[index] === 1);
      case "text":
        return type === "binary" ? hexOf(bytesAt(column, index)) : textAt(column, index);
    }
  };
}
