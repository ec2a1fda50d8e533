import type { Builder } from "flatbuffers";
import { Geometry } from "flatgeobuf/lib/mjs/flat-geobuf/geometry.js";
import type { GeometryBuilder } from "../geometry/builder.ts";
import { Kind, type GeometryColumn, type GeometryKind } from "../geometry/column.ts";
import { kindAt, type PartKind } from "../geometry/kind.ts";

const NO_COORDINATES = new Float64Array(0);

/**
 * Starts a feature of this geometry and adds its parts. FlatGeobuf's type numbers are WKB's, as ours are.
 * Returns false, having added nothing, for types that layers do not hold.
 */
export function appendGeometry(builder: GeometryBuilder, geometry: Geometry, type: number): boolean {
  if (type < Kind.Point || type > Kind.GeometryCollection) return false;
  builder.beginFeature(type as GeometryKind);
  return appendParts(builder, geometry, type as GeometryKind);
}

function appendParts(builder: GeometryBuilder, geometry: Geometry, kind: GeometryKind): boolean {
  const xy = geometry.xyArray() ?? NO_COORDINATES;
  switch (kind) {
    case Kind.Point:
    case Kind.MultiPoint:
      for (let vertex = 0; vertex < xy.length / 2; vertex++) {
        // GDAL's empty point
        if (!Number.isNaN(xy[2 * vertex]!)) appendRing(builder, Kind.Point, xy.subarray(2 * vertex, 2 * vertex + 2));
      }
      return true;
    case Kind.LineString:
      appendRing(builder, Kind.LineString, xy);
      return true;
    case Kind.MultiLineString:
      for (const line of rings(geometry, xy)) appendRing(builder, Kind.LineString, line);
      return true;
    case Kind.Polygon:
      builder.beginPart(Kind.Polygon);
      for (const ring of rings(geometry, xy)) {
        builder.beginRing();
        builder.addVertices(ring);
      }
      return true;
    case Kind.MultiPolygon:
      return appendMembers(builder, geometry, Kind.Polygon);
    case Kind.GeometryCollection:
      return appendMembers(builder, geometry, undefined);
    case Kind.Null:
      return false;
  }
}

function appendMembers(builder: GeometryBuilder, geometry: Geometry, kind: PartKind | undefined): boolean {
  for (let i = 0; i < geometry.partsLength(); i++) {
    const part = geometry.parts(i)!;
    const type: number = kind ?? part.type();
    if (type > Kind.GeometryCollection || !appendParts(builder, part, type as GeometryKind)) return false;
  }
  return true;
}

function appendRing(builder: GeometryBuilder, kind: PartKind, xy: Float64Array): void {
  builder.beginPart(kind);
  builder.beginRing();
  builder.addVertices(xy);
}

/** The coordinates cut at the ends, which are missing when there is but one ring. */
function rings(geometry: Geometry, xy: Float64Array): Float64Array[] {
  const ends = geometry.endsArray();
  if (ends === null || ends.length === 0) return xy.length === 0 ? [] : [xy];
  return Array.from(ends, (end, i) => xy.subarray(i === 0 ? 0 : 2 * ends[i - 1]!, 2 * end));
}

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
  const parts = Geometry.createPartsVector(builder, offsets);
  Geometry.startGeometry(builder);
  Geometry.addParts(builder, parts);
  Geometry.addType(builder, kind);
  return Geometry.endGeometry(builder);
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
  const ends = needsEnds ? Array.from(ringOffsets.subarray(firstRing + 1, lastRing + 1), (ring) => ring - start) : [];
  const endsVector = needsEnds ? Geometry.createEndsVector(builder, ends) : 0;
  builder.startVector(8, 2 * (end - start), 8);
  for (let at = 2 * end - 1; at >= 2 * start; at--) builder.addFloat64(xy[at]!);
  const xyVector = builder.endVector();
  Geometry.startGeometry(builder);
  if (needsEnds) Geometry.addEnds(builder, endsVector);
  Geometry.addXy(builder, xyVector);
  Geometry.addType(builder, kind);
  return Geometry.endGeometry(builder);
}
