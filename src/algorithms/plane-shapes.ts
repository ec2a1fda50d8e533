import type { GeodesicPlane } from "../crs/geodesic-plane.ts";
import type { GeometryBuilder } from "../geometry/builder.ts";
import { Kind } from "../geometry/column.ts";
import type { Path, Ring } from "./ground-paths.ts";

/** Positions in a GeodesicPlane in metres, interleaved. */
export type PlanePath = readonly number[];

/** Halvings of one edge: 2^16 pieces, more than any edge needs. */
const MOST_HALVINGS = 16;
/** GEOS and JTS straighten hollows of a line that are shallower than this share of the distance before they buffer it. */
const STRAIGHTENED = 0.0105;
/** Hollows narrower than this share of the distance may be straightened: the result moves by less than 0.05 %. */
const NARROW = 0.05;

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

/**
 * Cuts a path into chains whose buffers are exact on the side that counts: GEOS and JTS buffer a straightened copy of a
 * line, off by up to 1 % of the distance beside wide shallow hollows. A chain ends in every such hollow; the chains'
 * own rectangles overlap there, so nothing is missing between them.
 * @param side 1 where the left side counts, -1 the right one, 0 both.
 */
export function chainsOf(path: PlanePath, side: -1 | 0 | 1, distance: number): PlanePath[] {
  const chains: PlanePath[] = [];
  const last = path.length / 2 - 1;
  let start = 0;
  let length = 0;
  for (let vertex = 1; vertex < last; vertex++) {
    length += Math.hypot(path[2 * vertex]! - path[2 * vertex - 2]!, path[2 * vertex + 1]! - path[2 * vertex - 1]!);
    if (length < NARROW * distance || !isHollow(path, vertex, side, distance * STRAIGHTENED)) continue;
    chains.push(path.slice(2 * start, 2 * vertex + 2));
    start = vertex;
    length = 0;
  }
  chains.push(path.slice(2 * start));
  return chains;
}

function isHollow(path: PlanePath, vertex: number, side: -1 | 0 | 1, depth: number): boolean {
  const [ax, ay] = [path[2 * vertex - 2]!, path[2 * vertex - 1]!];
  const [bx, by] = [path[2 * vertex]! - ax, path[2 * vertex + 1]! - ay];
  const [cx, cy] = [path[2 * vertex + 2]! - ax, path[2 * vertex + 3]! - ay];
  const turn = bx * cy - by * cx;
  if (side !== 0 && turn * side <= 0) return false;
  return Math.abs(turn) < depth * Math.max(Math.hypot(cx, cy), 1e-9);
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

/** Polygons as one feature, each ring as it is in the plane. */
export function addPlanePolygons(
  builder: GeometryBuilder,
  polygons: readonly (readonly Ring[])[],
  place: (path: Path) => PlanePath,
): void {
  builder.beginFeature(Kind.MultiPolygon);
  for (const rings of polygons) {
    builder.beginPart(Kind.Polygon);
    for (const { path } of rings) {
      builder.beginRing();
      builder.addVertices(Float64Array.from(place(path)));
    }
  }
  builder.endFeature();
}
