import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import type { PartKind } from "../../geometry/kind.ts";

type Kinds = readonly [kind: (typeof Kind)[keyof typeof Kind], part: PartKind, depth: number];

/** GeoArrow's encodings, by how deep their lists of positions are. */
const ENCODINGS: Readonly<Record<string, Kinds>> = {
  point: [Kind.Point, Kind.Point, 0],
  linestring: [Kind.LineString, Kind.LineString, 1],
  polygon: [Kind.Polygon, Kind.Polygon, 2],
  multipoint: [Kind.MultiPoint, Kind.Point, 1],
  multilinestring: [Kind.MultiLineString, Kind.LineString, 2],
  multipolygon: [Kind.MultiPolygon, Kind.Polygon, 3],
};

export function isNativeEncoding(encoding: string): boolean {
  return Object.hasOwn(ENCODINGS, encoding);
}

/** Adds a feature from lists of { x, y, z?, m? }, as GeoArrow's encodings are read; null is one without geometry. */
export function appendNative(builder: GeometryBuilder, value: unknown, encoding: string): void {
  const [kind, part, depth] = ENCODINGS[encoding]!;
  if (typeof value !== "object" || value === null) {
    builder.beginFeature(Kind.Null);
    builder.endFeature();
    return;
  }
  builder.beginFeature(kind);
  const ringDepth = part === Kind.Polygon ? 2 : part === Kind.LineString ? 1 : 0;
  const parts = depth > ringDepth ? listOf(value) : [value];
  for (const each of parts) {
    builder.beginPart(part);
    const rings = part === Kind.Polygon ? listOf(each) : [each];
    for (const ring of rings) {
      builder.beginRing();
      for (const position of part === Kind.Point ? [ring] : listOf(ring)) addPosition(builder, position);
    }
  }
  builder.endFeature();
}

/** An empty point has NaN for coordinates. */
function addPosition(builder: GeometryBuilder, position: unknown): void {
  if (typeof position !== "object" || position === null) return;
  const { x, y, z, m } = position as Readonly<Record<string, unknown>>;
  if (typeof x !== "number" || typeof y !== "number" || !Number.isFinite(x) || !Number.isFinite(y)) return;
  builder.addVertex(x, y, typeof z === "number" ? z : Number.NaN, typeof m === "number" ? m : Number.NaN);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
