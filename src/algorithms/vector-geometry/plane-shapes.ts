import type { GeodesicPlane } from "../../crs/geodesic-plane.ts";
import type { GeometryBuilder } from "../../geometry/builder.ts";
import { Kind } from "../../geometry/column.ts";
import type { Path } from "./ground-paths.ts";

/** Positions in a GeodesicPlane in metres, interleaved. */
export type PlanePath = readonly number[];

/** Halvings of one edge: 2^16 pieces, more than any edge needs. */
const MOST_HALVINGS = 16;
/** The path in the plane, with vertices added where a straight line in degrees is more than `tolerance` metres off. */
export function pathToPlane(path: Path, plane: GeodesicPlane, tolerance: number): PlanePath {
  const out: number[] = [];
  for (let i = 0; i < path.length; i += 2) {
    const [lon, lat] = [path[i]!, path[i + 1]!];
    plane.toPlane(lon, lat);
    const { x, y } = plane;
    if (i > 0) {
      const from = { lon: path[i - 2]!, lat: path[i - 1]!, x: out.at(-2)!, y: out.at(-1)! };
      bend(from, { lon, lat, x, y }, { plane, tolerance, out }, MOST_HALVINGS);
    }
    out.push(x, y);
  }
  return out;
}

interface Position {
  readonly lon: number;
  readonly lat: number;
  readonly x: number;
  readonly y: number;
}

interface Bending {
  readonly plane: GeodesicPlane;
  readonly tolerance: number;
  readonly out: number[];
}

/** Adds what is needed between two positions, which are in `out` or will be. */
function bend(from: Position, to: Position, bending: Bending, halvings: number): void {
  const { plane, tolerance, out } = bending;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  // the gap between a parallel and a straight line: below this no edge can be further off
  const steepest = Math.tan(Math.min(1.57, Math.max(Math.abs(from.lat), Math.abs(to.lat))));
  if (halvings === 0 || length * length * (steepest + 0.2) < tolerance * 2.5e7) return;
  const [lon, lat] = [(from.lon + to.lon) / 2, (from.lat + to.lat) / 2];
  plane.toPlane(lon, lat);
  const middle = { lon, lat, x: plane.x, y: plane.y };
  if (Math.hypot(middle.x - (from.x + to.x) / 2, middle.y - (from.y + to.y) / 2) < tolerance) return;
  bend(from, middle, bending, halvings - 1);
  out.push(middle.x, middle.y);
  bend(middle, to, bending, halvings - 1);
}

export function addPlanePoints(builder: GeometryBuilder, points: PlanePath): void {
  builder.beginFeature(Kind.MultiPoint);
  for (let i = 0; i < points.length; i += 2) {
    builder.beginPart(Kind.Point);
    builder.beginRing();
    builder.addVertex(points[i]!, points[i + 1]!);
  }
  builder.endFeature();
}

export function addPlaneLines(builder: GeometryBuilder, lines: readonly PlanePath[]): void {
  builder.beginFeature(Kind.MultiLineString);
  for (const line of lines) {
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    builder.addVertices(Float64Array.from(line));
  }
  builder.endFeature();
}

/** Polygons as one feature; the rings need not be closed. */
export function addPlanePolygons(builder: GeometryBuilder, polygons: readonly (readonly PlanePath[])[]): void {
  builder.beginFeature(Kind.MultiPolygon);
  for (const rings of polygons) {
    builder.beginPart(Kind.Polygon);
    for (const ring of rings) {
      builder.beginRing();
      builder.addVertices(Float64Array.from(ring));
    }
  }
  builder.endFeature();
}
