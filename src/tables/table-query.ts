import type { FieldType } from "../layers/layer-data.ts";

/** Which rows of a layer a table shows, and in which order. */
export interface TableQuery {
  /** Position of the field, from 1; 0 for the layer's own order. */
  readonly sort: number;
  readonly descending: boolean;
  /** Part of any of a row's values, in any case; empty for all rows. */
  readonly search: string;
  /** A condition in the expression language; empty for all rows. */
  readonly filter: string;
}

/** How a field's values are spread, for the head of its column. */
export interface FieldSpread {
  readonly name: string;
  readonly type: FieldType;
  readonly nulls: number;
  /** Of numbers: how many lie in each of equal parts between least and most. Of others: those of the most frequent values. */
  readonly bars: readonly number[];
  /** "1 to 40", "12 different values" */
  readonly text: string;
}
