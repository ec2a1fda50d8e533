import { SpatialError } from "../errors.ts";
import { type GeometryColumn, Kind } from "../geometry/column.ts";
import { columnType, kindAt, partKindOf } from "../geometry/kind.ts";

const KINDS = { points: Kind.Point, lines: Kind.LineString, polygons: Kind.Polygon } as const;

/** @throws SpatialError BAD_ARGUMENT when the layer has anything else. */
export function checkKind(name: string, column: GeometryColumn, wanted: keyof typeof KINDS): void {
  for (let i = 0; i < column.length; i++) {
    const kind = kindAt(column, i);
    if (kind === Kind.Null || partKindOf(kind) === KINDS[wanted]) continue;
    const type = columnType(column);
    throw new SpatialError("BAD_ARGUMENT", `The ${name} must be a layer of ${wanted}; this one is of type ${type}.`);
  }
}
