import { GeodesicPlane } from "../../src/crs/geodesic-plane.ts";
import type { GeometryColumn } from "../../src/geometry/column.ts";

const ELLIPSOID = { a: 6378137, es: 0.0066943799901413165 };
const RADIANS = Math.PI / 180;

/**
 * Distances on the ellipsoid, in metres, from points on the edge of feature 0 to the nearest point of the border of
 * another feature. Edges along the antimeridian and the poles are no border. Independent of how buffers are made, save
 * for the geodesics, which are tested by themselves.
 */
export function edgeDistances(
  edge: GeometryColumn,
  border: GeometryColumn,
  { step, samples }: { step: number; samples: number },
): number[] {
  const targets = pointsAlong(border, step);
  const solid = Float64Array.from(targets.flatMap(([lon, lat]) => solidOf(lon, lat)));
  const candidates = pointsAlong(edge, Infinity);
  const every = Math.max(1, Math.floor(candidates.length / samples));
  return candidates
    .filter((_, i) => i % every === 0)
    .map(([lon, lat]) => {
      const nearest = targets[nearestOf(solid, solidOf(lon, lat))]!;
      const plane = new GeodesicPlane(lon * RADIANS, lat * RADIANS, ELLIPSOID);
      plane.toPlane(nearest[0] * RADIANS, nearest[1] * RADIANS);
      return Math.hypot(plane.x, plane.y);
    });
}

/** By straight lines through the Earth, which are shortest where geodesics are. */
function nearestOf(solid: Float64Array, [x, y, z]: readonly [number, number, number]): number {
  let nearest = 0;
  let least = Infinity;
  for (let i = 0; i < solid.length; i += 3) {
    const [dx, dy, dz] = [solid[i]! - x, solid[i + 1]! - y, solid[i + 2]! - z];
    const square = dx * dx + dy * dy + dz * dz;
    if (square < least) [least, nearest] = [square, i / 3];
  }
  return nearest;
}

type Degrees = readonly [lon: number, lat: number];

/** Vertices of feature 0, and points between them no more than `step` metres (at least the middle) apart. */
function pointsAlong({ ringOffsets, xy }: GeometryColumn, step: number): Degrees[] {
  const points: Degrees[] = [];
  for (let ring = 0; ring < ringOffsets.length - 1; ring++) {
    const [first, end] = [ringOffsets[ring]!, ringOffsets[ring + 1]!];
    const open = end - first === 1 || xy[2 * first] !== xy[2 * end - 2] || xy[2 * first + 1] !== xy[2 * end - 1];
    if (open) points.push([xy[2 * end - 2]!, xy[2 * end - 1]!]);
    for (let vertex = first + 1; vertex < end; vertex++) {
      const [aLon, aLat, bLon, bLat] = xy.subarray(2 * vertex - 2, 2 * vertex + 2) as unknown as [
        number,
        number,
        number,
        number,
      ];
      if (isMapEdge(aLon, bLon, 180) || isMapEdge(aLat, bLat, 90)) continue;
      const length = 111_320 * Math.hypot((bLon - aLon) * Math.cos((aLat + bLat) * 0.5 * RADIANS), bLat - aLat);
      const pieces = Math.max(2, Math.ceil(length / step));
      for (let i = 0; i < pieces; i++) {
        points.push([aLon + ((bLon - aLon) * i) / pieces, aLat + ((bLat - aLat) * i) / pieces]);
      }
    }
  }
  return points;
}

function isMapEdge(a: number, b: number, limit: number): boolean {
  return Math.abs(a - b) < 1e-9 && Math.abs(Math.abs(a) - limit) < 1e-9;
}

function solidOf(lon: number, lat: number): readonly [number, number, number] {
  const normal = ELLIPSOID.a / Math.sqrt(1 - ELLIPSOID.es * Math.sin(lat * RADIANS) ** 2);
  const across = normal * Math.cos(lat * RADIANS);
  return [
    across * Math.cos(lon * RADIANS),
    across * Math.sin(lon * RADIANS),
    normal * (1 - ELLIPSOID.es) * Math.sin(lat * RADIANS),
  ];
}
