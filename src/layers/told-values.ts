import { type AttributeValue } from "./attributes.ts";
import { featureAt, dataOf, Layer } from "./layer.ts";

/** The table that values were made of, by the values. */
const tables = new WeakMap<object, Layer>();

/** The values in a table with one row, by its fields' names. The table stands for them where a layer is asked for. */
export function toldValues(table: Layer): Readonly<Record<string, AttributeValue>> {
  const values = Object.freeze(featureAt(dataOf(table), 0).properties as Record<string, AttributeValue>);
  tables.set(values, table);
  return values;
}

/** What a task's result is as a layer: itself, or the table of values. */
export function layerIn(result: unknown): Layer | undefined {
  if (result instanceof Layer) return result;
  return typeof result === "object" && result !== null ? tables.get(result) : undefined;
}
