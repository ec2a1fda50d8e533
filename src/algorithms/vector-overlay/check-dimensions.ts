import { SpatialError } from "../../errors.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";

const NAMES: Readonly<Record<number, string>> = {
  [Kind.Point]: "points",
  [Kind.LineString]: "lines",
  [Kind.Polygon]: "polygons",
};

/** @throws SpatialError BAD_ARGUMENT where features of both would come into one result that are not of one dimension */
export function checkDimensions(name: string, input: GeometryColumn, overlay: GeometryColumn): void {
  const kinds = new Set([...new Set(input.partKinds), ...new Set(overlay.partKinds)]);
  if (kinds.size < 2) return;
  throw new SpatialError(
    "BAD_ARGUMENT",
    `${name}: the input has ${kindsOf(input)}, the overlay ${kindsOf(overlay)}; both must be points, both lines or both ` +
      "polygons. intersection and difference take any two.",
  );
}

function kindsOf({ partKinds }: GeometryColumn): string {
  return [...new Set(partKinds)].map((kind) => NAMES[kind]).join(", ");
}
