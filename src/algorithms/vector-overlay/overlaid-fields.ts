import { type AttributeValue, valueAt } from "../../layers/attributes.ts";
import { chosenFields, type JoinedField, joinedFields, type JoinWanted, madeOf } from "../../layers/joined-fields.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { RowField } from "../shapes.ts";

/** Those of the input that are wanted, and those of the overlay behind them. */
export interface OverlaidFields {
  readonly layout: readonly RowField[];
  /** Values of the overlay's fields of one of its features. */
  readonly valuesOf: (index: number) => readonly AttributeValue[];
}

/** @param own names of the input's fields; all where none is named */
export function overlaidFields(
  setup: Pick<Setup, "inputs">,
  wanted: JoinWanted,
  own: readonly string[] = [],
): OverlaidFields {
  const kept = chosenFields(inputOf(setup, "input").fields, own);
  const overlay = setup.inputs["overlay"];
  const joined: readonly JoinedField[] = overlay === undefined ? [] : joinedFields(kept, overlay.fields, wanted);
  return {
    layout: [...kept, ...madeOf(joined)],
    valuesOf: (index) => joined.map(({ field, at }) => valueAt(overlay!.columns[at]!, field, index)),
  };
}
