import type { GeometryColumn } from "./column.ts";

/** A feature's coordinates: feature `index` of a column. */
export interface GeometryAt {
  readonly column: GeometryColumn;
  readonly index: number;
}
