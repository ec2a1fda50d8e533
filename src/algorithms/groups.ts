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
  return groupKeys(data.geometry.length, (row) =>
    columns.map(({ column, isBinary }) => keyAt(column, row, isBinary)).join("\u0000"),
  );
}

/** Groups rows by what `keyOf` says of them. */
export function groupKeys(length: number, keyOf: (row: number) => string): Groups {
  const groupOf = new Uint32Array(length);
  const firsts: number[] = [];
  const numbers = new Map<string, number>();
  for (let row = 0; row < length; row++) {
    const key = keyOf(row);
    let group = numbers.get(key);
    if (group === undefined) {
      group = firsts.length;
      numbers.set(key, group);
      firsts.push(row);
    }
    groupOf[row] = group;
  }
  return { groupOf, firsts };
}

/** Rows of each group, in their order. */
export function membersOf({ groupOf, firsts }: { readonly groupOf: Uint32Array; readonly firsts: ArrayLike<number> }) {
  const members: number[][] = Array.from(firsts, () => []);
  groupOf.forEach((group, row) => members[group]!.push(row));
  return members;
}

/** Different for null and the empty text. */
function keyAt(column: AttributeColumn, index: number, isBinary: boolean): string {
  if (column.valid[index] !== 1) return "";
  if (column.storage !== "text") return `=${column.values[index]}`;
  return `=${isBinary ? hexOf(bytesAt(column, index)) : textAt(column, index)}`;
}
