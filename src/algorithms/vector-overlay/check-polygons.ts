import { SpatialError } from "../../errors.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import { columnType, kindAt, partKindOf } from "../../geometry/kind.ts";

/** @throws SpatialError BAD_ARGUMENT when the layer has anything but polygons. */
export function checkPolygons(name: string, column: GeometryColumn): void {
  for (let i = 0; i < column.length; i++) {
    const kind = kindAt(column, i);
    if (kind === Kind.Null || partKindOf(kind) === Kind.Polygon) continue;
    const type = columnType(column);
    throw new SpatialError("BAD_ARGUMENT", `The ${name} must be a layer of polygons; this one is of type ${type}.`);
  }
}
