import type { GeometryBuilder } from "../geometry/builder.ts";
import { type GeometryColumn, type GeometryKind, Kind } from "../geometry/column.ts";
import type { PartKind } from "../geometry/kind.ts";

/**
 * Adds the parts of one kind that feature `index` has as one multi-part feature, and leaves out the others: what
 * touches along an edge has no area in common. Returns false, having added nothing, when there is no such part.
 */
export function addPartsOfKind(
  builder: GeometryBuilder,
  column: GeometryColumn,
  index: number,
  kind: PartKind,
): boolean {
  const parts: number[] = [];
  for (let part = column.geomOffsets[index]!; part < column.geomOffsets[index + 1]!; part++) {
    if (column.partKinds[part] === kind) parts.push(part);
  }
  if (parts.length === 0) return false;
  builder.beginFeature((kind + (Kind.MultiPoint - Kind.Point)) as GeometryKind);
  for (const part of parts) {
    builder.beginPart(kind);
    for (let ring = column.partOffsets[part]!; ring < column.partOffsets[part + 1]!; ring++) {
      builder.beginRing();
      builder.addVertices(column.xy, column.ringOffsets[ring], column.ringOffsets[ring + 1]);
    }
  }
  builder.endFeature();
  return true;
}

/** The highest kind of part in a feature; undefined for one without parts. */
export function highestPartKind(column: GeometryColumn, index: number): PartKind | undefined {
  let highest = 0;
  for (let part = column.geomOffsets[index]!; part < column.geomOffsets[index + 1]!; part++) {
    highest = Math.max(highest, column.partKinds[part]!);
  }
  return highest === 0 ? undefined : (highest as PartKind);
}
