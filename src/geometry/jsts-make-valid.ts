import { flatMembers, unionOf } from "./jsts-collections.ts";
import {
  factory,
  IsValidOp,
  members,
  Polygonizer,
  UnaryUnionOp,
  type JstsCoordinate,
  type JstsGeometry,
  type JstsPolygon,
} from "./jsts-library.ts";
import { ringsOf } from "./jsts-transfer.ts";

/**
 * GEOS's "linework" method, which JTS does not have. The rings are cut where they cross; of the faces between them those
 * belong to the area that are reached from outside by crossing an odd number of edges (the smallest such number). Edges
 * with the same number on both sides become lines, rings without extent points.
 */
export function makeValidJsts(geometry: JstsGeometry): JstsGeometry {
  if (geometry.isEmpty() || new IsValidOp(geometry).getValidationError() === null) return geometry;
  switch (geometry.getGeometryType()) {
    case "Point":
      return factory.createPoint();
    case "LineString":
    case "LinearRing":
      return validLine(geometry.getCoordinates());
    case "MultiPoint":
      return factory.createMultiPoint(
        members(geometry).filter((point) => point.getCoordinates().every(isFinitePosition)),
      );
    case "MultiLineString":
      return collect(members(geometry).map((line) => validLine(line.getCoordinates())));
    case "Polygon":
    case "MultiPolygon":
      return validArea(members(geometry) as JstsPolygon[]);
    case "GeometryCollection":
      return factory.createGeometryCollection(members(geometry).map(makeValidJsts));
  }
}

/** A line without extent is a point. */
function validLine(coordinates: readonly JstsCoordinate[]): JstsGeometry {
  const finite = coordinates.filter(isFinitePosition);
  const [first] = finite;
  if (first === undefined) return factory.createLineString();
  const hasExtent = finite.some(({ x, y }) => x !== first.x || y !== first.y);
  return hasExtent ? factory.createLineString(finite) : factory.createPoint(first);
}

function validArea(polygons: readonly JstsPolygon[]): JstsGeometry {
  const rings = polygons.flatMap(ringsOf).map((ring) => validLine(ring.getCoordinates()));
  const lines = rings.filter((ring) => ring.getDimension() === 1 && !ring.isEmpty());
  const points = rings.filter((ring) => ring.getDimension() === 0);
  if (lines.length === 0) return points.length === 0 ? factory.createPolygon() : unionOf(points);
  const noded = UnaryUnionOp.union(factory.createMultiLineString(lines));
  const polygonizer = new Polygonizer();
  polygonizer.add(noded);
  const faces = polygonizer.getPolygons().toArray();
  const sides = facesByEdge(faces);
  const distances = distancesFromOutside(faces, sides);
  const area = unionOf(faces.filter((_, face) => distances[face]! % 2 === 1));
  const leftOver = members(noded).filter((line) => {
    // between two nodes nothing changes: the first edge speaks for the line
    const [one = OUTSIDE, other = OUTSIDE] = sides.get(edgeKey(line.getCoordinates(), 0)) ?? [];
    return (distances[one] ?? 0) === (distances[other] ?? 0);
  });
  return collect([area, ...(leftOver.length === 0 ? [] : [unionOf(leftOver)]), ...loosePoints(points, noded)]);
}

const OUTSIDE = -1;

/** The one or two faces at every edge of their rings. */
function facesByEdge(faces: readonly JstsPolygon[]): Map<string, number[]> {
  const sides = new Map<string, number[]>();
  for (const [face, polygon] of faces.entries()) {
    for (const ring of ringsOf(polygon)) {
      const coordinates = ring.getCoordinates();
      for (let i = 0; i + 1 < coordinates.length; i++) {
        const key = edgeKey(coordinates, i);
        const known = sides.get(key);
        if (known === undefined) sides.set(key, [face]);
        else known.push(face);
      }
    }
  }
  return sides;
}

/** The same for both directions of an edge. */
function edgeKey(coordinates: readonly JstsCoordinate[], start: number): string {
  const [a, b] = [coordinates[start]!, coordinates[start + 1]!];
  return a.x < b.x || (a.x === b.x && a.y < b.y) ? `${a.x} ${a.y} ${b.x} ${b.y}` : `${b.x} ${b.y} ${a.x} ${a.y}`;
}

/** For every face the smallest number of edges to cross from outside. */
function distancesFromOutside(faces: readonly JstsPolygon[], sides: ReadonlyMap<string, readonly number[]>): number[] {
  const neighbours = faces.map(() => new Set<number>());
  const distances: number[] = faces.map(() => 0);
  let front: number[] = [];
  for (const [one = OUTSIDE, other = OUTSIDE] of sides.values()) {
    if (other === OUTSIDE) {
      if (distances[one] === 0) front.push(one);
      distances[one] = 1;
    } else {
      neighbours[one]?.add(other);
      neighbours[other]?.add(one);
    }
  }
  for (let distance = 2; front.length > 0; distance++) {
    const next: number[] = [];
    for (const face of front) {
      for (const neighbour of neighbours[face]!) {
        if (distances[neighbour] !== 0) continue;
        distances[neighbour] = distance;
        next.push(neighbour);
      }
    }
    front = next;
  }
  return distances;
}

/** Those that are not on the lines anyway. */
function loosePoints(points: readonly JstsGeometry[], lines: JstsGeometry): JstsGeometry[] {
  const vertices = new Set(lines.getCoordinates().map(({ x, y }) => `${x} ${y}`));
  const loose = points.filter((point) => point.getCoordinates().every(({ x, y }) => !vertices.has(`${x} ${y}`)));
  return loose.length === 0 ? [] : [unionOf(loose)];
}

/** One geometry of several: of one dimension a multi geometry, else a collection; a single one stays what it is. */
function collect(geometries: readonly JstsGeometry[]): JstsGeometry {
  const parts = geometries.flatMap(flatMembers).filter((part) => !part.isEmpty());
  const [first] = parts;
  if (first === undefined) return factory.createPolygon();
  if (parts.length === 1) return first;
  if (parts.some((part) => part.getDimension() !== first.getDimension()))
    return factory.createGeometryCollection(parts);
  if (first.getDimension() === 2) return factory.createMultiPolygon(parts);
  return first.getDimension() === 1 ? factory.createMultiLineString(parts) : factory.createMultiPoint(parts);
}

function isFinitePosition({ x, y }: JstsCoordinate): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}
