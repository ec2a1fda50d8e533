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
  for (const part of parts) addPart(builder, column, part);
  builder.endFeature();
  return true;
}

export function hasPartsOfKind({ geomOffsets, partKinds }: GeometryColumn, index: number, kind: PartKind): boolean {
  return partKinds.subarray(geomOffsets[index], geomOffsets[index + 1]).includes(kind);
}

/** Adds all parts of a column to the feature that has been begun. */
export function addParts(builder: GeometryBuilder, column: GeometryColumn): void {
  for (let part = 0; part < column.partKinds.length; part++) addPart(builder, column, part);
}

function addPart(builder: GeometryBuilder, column: GeometryColumn, part: number): void {
  builder.beginPart(column.partKinds[part] as PartKind);
  for (let ring = column.partOffsets[part]!; ring < column.partOffsets[part + 1]!; ring++) {
    builder.beginRing();
    builder.addVertices(column.xy, column.ringOffsets[ring], column.ringOffsets[ring + 1]);
  }
}

/** The same arrays read with one feature a part. */
export function partsAsFeatures(column: GeometryColumn): GeometryColumn {
  const length = column.partKinds.length;
  return {
    ...column,
    length,
    kinds: column.partKinds,
    geomOffsets: Uint32Array.from({ length: length + 1 }, (_, i) => i),
  };
}

/** Whether a feature has parts of more than one kind. */
export function isMixed(column: GeometryColumn, index: number): boolean {
  const [first, end] = [column.geomOffsets[index]!, column.geomOffsets[index + 1]!];
  return column.partKinds.subarray(first, end).some((kind) => kind !== column.partKinds[first]);
}

/** The highest kind of part in a feature; undefined for one without parts. */
export function highestPartKind(column: GeometryColumn, index: number): PartKind | undefined {
  let highest = 0;
  for (let part = column.geomOffsets[index]!; part < column.geomOffsets[index + 1]!; part++) {
    highest = Math.max(highest, column.partKinds[part]!);
  }
  return highest === 0 ? undefined : (highest as PartKind);
}
