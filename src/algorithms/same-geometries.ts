import type { GeometryColumn } from "../geometry/column.ts";

/** Whether both are one layer, as far as coordinates tell. */
export function sameGeometries(one: GeometryColumn, other: GeometryColumn): boolean {
  if (one.length !== other.length || one.xy.length !== other.xy.length) return false;
  return one.xy.every((value, i) => value === other.xy[i] || Number.isNaN(value));
}
