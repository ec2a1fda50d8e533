import { bytesAt, hexOf, textAt } from "../layers/attributes.ts";
import type { AttributeColumn, LayerData } from "../layers/layer-data.ts";

export interface Groups {
  /** The group's number for each feature. */
  readonly groupOf: Uint32Array;
  /** The first feature of each group; groups are numbered in that order. */
  readonly firsts: readonly number[];
}

/** Groups features by their values in the fields, null being a value of its own; without fields all are one group. */
export function groupFeatures(data: LayerData, fields: readonly string[]): Groups {
  const positions = fields.map((name) => data.fields.findIndex((field) => field.name === name));
  const columns = positions.map((at) => ({ column: data.columns[at]!, isBinary: data.fields[at]!.type === "binary" }));
  const { length } = data.geometry;
  const groupOf = new Uint32Array(length);
  const firsts: number[] = [];
  const numbers = new Map<string, number>();
  for (let i = 0; i < length; i++) {
    const key = columns.map(({ column, isBinary }) => keyAt(column, i, isBinary)).join("\u0000");
    let group = numbers.get(key);
    if (group === undefined) {
      group = firsts.length;
      numbers.set(key, group);
      firsts.push(i);
    }
    groupOf[i] = group;
  }
  return { groupOf, firsts };
}

/** Different for null and the empty text. */
function keyAt(column: AttributeColumn, index: number, isBinary: boolean): string {
  if (column.valid[index] !== 1) return "";
  if (column.storage !== "text") return `=${column.values[index]}`;
  return `=${isBinary ? hexOf(bytesAt(column, index)) : textAt(column, index)}`;
}
