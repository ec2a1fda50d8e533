import type { Builder } from "flatbuffers";
import { Kind, type GeometryColumn, type GeometryKind } from "../geometry/column.ts";
import { kindAt } from "../geometry/kind.ts";
import { FIELDS, GEOMETRY } from "./flatgeobuf-schema.ts";

/** Writes feature `index` and returns its offset; undefined for a feature without geometry. */
export function buildGeometry(builder: Builder, column: GeometryColumn, index: number): number | undefined {
  const kind = kindAt(column, index);
  if (kind === Kind.Null) return undefined;
  const first = column.geomOffsets[index]!;
  const last = column.geomOffsets[index + 1]!;
  if (kind !== Kind.MultiPolygon && kind !== Kind.GeometryCollection)
    return buildParts(builder, column, [kind, first, last]);
  const offsets: number[] = [];
  for (let part = first; part < last; part++) {
    offsets.push(buildParts(builder, column, [column.partKinds[part] as GeometryKind, part, part + 1]));
  }
  const parts = buildVector(builder, offsets);
  builder.startObject(FIELDS.geometry);
  builder.addFieldOffset(GEOMETRY.parts, parts, 0);
  builder.addFieldInt8(GEOMETRY.type, kind, 0);
  return builder.endObject();
}

/** A vector of tables. */
export function buildVector(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}

/** Parts [first, last) as one geometry of `kind`. */
function buildParts(
  builder: Builder,
  { partOffsets, ringOffsets, xy }: GeometryColumn,
  [kind, first, last]: readonly [GeometryKind, number, number],
): number {
  const [firstRing, lastRing] = [partOffsets[first]!, partOffsets[last]!];
  const [start, end] = [ringOffsets[firstRing]!, ringOffsets[lastRing]!];
  const needsEnds = (kind === Kind.Polygon || kind === Kind.MultiLineString) && lastRing - firstRing > 1;
  let ends = 0;
  if (needsEnds) {
    builder.startVector(4, lastRing - firstRing, 4);
    for (let ring = lastRing; ring > firstRing; ring--) builder.addInt32(ringOffsets[ring]! - start);
    ends = builder.endVector();
  }
  builder.startVector(8, 2 * (end - start), 8);
  for (let at = 2 * end - 1; at >= 2 * start; at--) builder.addFloat64(xy[at]!);
  const xyVector = builder.endVector();
  builder.startObject(FIELDS.geometry);
  builder.addFieldOffset(GEOMETRY.ends, ends, 0);
  builder.addFieldOffset(GEOMETRY.xy, xyVector, 0);
  builder.addFieldInt8(GEOMETRY.type, kind, 0);
  return builder.endObject();
}
