import { SpatialError } from "../errors.ts";
import { type GeometryColumn, Kind } from "../geometry/column.ts";
import { columnType, kindAt, type PartKind, partKindOf } from "../geometry/kind.ts";

const WORDS: Readonly<Record<PartKind, string>> = {
  [Kind.Point]: "points",
  [Kind.LineString]: "lines",
  [Kind.Polygon]: "polygons",
};

/** @throws SpatialError BAD_ARGUMENT when the layer has anything but these, single or multi-part. */
export function checkKinds(name: string, column: GeometryColumn, allowed: readonly PartKind[]): void {
  for (let i = 0; i < column.length; i++) {
    const kind = kindAt(column, i);
    const part = partKindOf(kind);
    if (kind === Kind.Null || (part !== undefined && allowed.includes(part))) continue;
    const words = allowed.map((one) => WORDS[one]).join(" or ");
    throw new SpatialError(
      "BAD_ARGUMENT",
      `The ${name} must be a layer of ${words}; this one is of type ${columnType(column)}.`,
    );
  }
}
