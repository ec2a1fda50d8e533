import { concatColumns } from "../geometry/append.ts";
import { concatColumns as concatAttributes } from "../layers/attributes.ts";
import type { LayerData } from "../layers/layer-data.ts";

/** All features of layers with the same fields and CRS, in order. There is at least one layer. */
export function appendParts(parts: readonly LayerData[]): LayerData {
  const [first] = parts;
  if (first === undefined) throw new Error("There are no parts to append");
  return {
    crs: first.crs,
    fields: first.fields,
    geometry: concatColumns(parts.map(({ geometry }) => geometry)),
    columns: concatAttributes(parts.map(({ columns }) => columns)),
  };
}
