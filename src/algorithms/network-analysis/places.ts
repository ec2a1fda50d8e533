import { reprojectColumn } from "../../crs/reproject-column.ts";
import { Kind } from "../../geometry/column.ts";
import type { LayerData } from "../../layers/layer-data.ts";
import { checkKinds } from "../check-kinds.ts";
import { inputOf, type Setup } from "../setup.ts";
import type { Point } from "./network.ts";

/** A point of a layer, and the row that it is of. */
export interface PlaceOfRow {
  readonly row: number;
  readonly point: Point;
}

/** The points of a layer in the CRS of the network, those of a multi-point one after the other. */
export function placesOf(setup: Pick<Setup, "inputs">, name: string): readonly PlaceOfRow[] {
  const data: LayerData = inputOf(setup, name);
  checkKinds(name, data.geometry, [Kind.Point]);
  const { xy, geomOffsets, length } = reprojectColumn(data.geometry, {
    from: data.crs,
    to: inputOf(setup, "input").crs,
  });
  const places: PlaceOfRow[] = [];
  for (let row = 0; row < length; row++) {
    for (let at = geomOffsets[row]!; at < geomOffsets[row + 1]!; at++)
      places.push({ row, point: [xy[2 * at]!, xy[2 * at + 1]!] });
  }
  return places;
}

/** As QGIS writes a point. */
export function pointText([x, y]: Point): string {
  return `${x}, ${y}`;
}
