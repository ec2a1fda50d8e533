import type { Builder } from "flatbuffers";
import { Kind, type GeometryColumn, type GeometryKind } from "../../geometry/column.ts";
import { kindAt } from "../../geometry/kind.ts";
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

/** A vector of values[start, end). */
export function buildDoubles(
  builder: Builder,
  values: ArrayLike<number>,
  [start, end]: readonly [number, number] = [0, values.length],
): number {
  builder.startVector(8, end - start, 8);
  for (let at = end - 1; at >= start; at--) builder.addFloat64(values[at]!);
  return builder.endVector();
}

/** A vector of tables. */
export function buildVector(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}

/** Parts [first, last) as one geometry of `kind`. Where the layer has z or m, each geometry has: the header says so. */
function buildParts(
  builder: Builder,
  { partOffsets, ringOffsets, xy, z, m }: GeometryColumn,
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
  const xyVector = buildDoubles(builder, xy, [2 * start, 2 * end]);
  const zVector = z === undefined ? 0 : buildDoubles(builder, z, [start, end]);
  const mVector = m === undefined ? 0 : buildDoubles(builder, m, [start, end]);
  builder.startObject(FIELDS.geometry);
  builder.addFieldOffset(GEOMETRY.ends, ends, 0);
  builder.addFieldOffset(GEOMETRY.xy, xyVector, 0);
  builder.addFieldOffset(GEOMETRY.z, zVector, 0);
  builder.addFieldOffset(GEOMETRY.m, mVector, 0);
  builder.addFieldInt8(GEOMETRY.type, kind, 0);
  return builder.endObject();
}
