import { flatMembers, unionOf } from "./jsts-collections.ts";
import {
  Coordinate,
  factory,
  FixedPrecision,
  GeometryNoder,
  IsValidOp,
  javaList,
  LineMerger,
  members,
  Polygonizer,
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
  const edges = nodedEdges(lines);
  const faces = facesBetween([...edges.values()]);
  const sides = facesByEdge(faces);
  const distances = distancesFromOutside(faces, sides);
  const area = unionOf(faces.filter((_, face) => distances[face]! % 2 === 1));
  const leftOver = [...edges].filter(([key]) => {
    const [one = OUTSIDE, other = OUTSIDE] = sides.get(key) ?? [];
    return (distances[one] ?? 0) === (distances[other] ?? 0);
  });
  return collect([area, ...merged(leftOver.map(([, edge]) => edge)), ...loosePoints(points, edges)]);
}

type Edge = readonly [JstsCoordinate, JstsCoordinate];

/**
 * The lines as edges that meet in their ends only, each once, by key. The crossings are found on a grid of 2^-48 of the
 * largest coordinate: in floating point three lines through one point make several nodes and slivers between them.
 */
function nodedEdges(lines: readonly JstsGeometry[]): Map<string, Edge> {
  const edges = new Map<string, Edge>();
  if (lines.length === 0) return edges;
  const all = lines.flatMap((line) => line.getCoordinates());
  const largest = all.reduce((max, { x, y }) => Math.max(max, Math.abs(x), Math.abs(y)), Number.MIN_VALUE);
  const scale = 2 ** (48 - Math.ceil(Math.log2(largest)));
  const onGrid = ({ x, y }: JstsCoordinate): JstsCoordinate =>
    new Coordinate(Math.round(x * scale) / scale, Math.round(y * scale) / scale);
  // vertices of the input return to where they were
  const originals = new Map(all.map((vertex) => [vertexKey(onGrid(vertex)), vertex]));
  const original = (vertex: JstsCoordinate): JstsCoordinate => originals.get(vertexKey(vertex)) ?? vertex;
  const rounded = lines.map((line) => factory.createLineString(line.getCoordinates().map(onGrid)));
  for (const line of new GeometryNoder(new FixedPrecision(scale)).node(javaList(rounded)).toArray()) {
    const vertices = line.getCoordinates().map(original);
    for (let i = 0; i + 1 < vertices.length; i++) {
      const edge = [vertices[i]!, vertices[i + 1]!] as const;
      if (edge[0].x !== edge[1].x || edge[0].y !== edge[1].y) edges.set(edgeKey(...edge), edge);
    }
  }
  return edges;
}

function facesBetween(edges: readonly Edge[]): readonly JstsPolygon[] {
  const polygonizer = new Polygonizer();
  polygonizer.add(linesOf(edges));
  return polygonizer.getPolygons().toArray();
}

function merged(edges: readonly Edge[]): readonly JstsGeometry[] {
  const merger = new LineMerger();
  merger.add(linesOf(edges));
  return edges.length === 0 ? [] : merger.getMergedLineStrings().toArray();
}

function linesOf(edges: readonly Edge[]): JstsGeometry {
  return factory.createMultiLineString(edges.map((edge) => factory.createLineString(edge)));
}

const OUTSIDE = -1;

/** The one or two faces at every edge of their rings. */
function facesByEdge(faces: readonly JstsPolygon[]): Map<string, number[]> {
  const sides = new Map<string, number[]>();
  for (const [face, polygon] of faces.entries()) {
    for (const ring of ringsOf(polygon)) {
      const coordinates = ring.getCoordinates();
      for (let i = 0; i + 1 < coordinates.length; i++) {
        const key = edgeKey(coordinates[i]!, coordinates[i + 1]!);
        const known = sides.get(key);
        if (known === undefined) sides.set(key, [face]);
        else known.push(face);
      }
    }
  }
  return sides;
}

/** The same for both directions of an edge. */
function edgeKey(a: JstsCoordinate, b: JstsCoordinate): string {
  const [first, second] = a.x < b.x || (a.x === b.x && a.y < b.y) ? [a, b] : [b, a];
  return `${vertexKey(first)} ${vertexKey(second)}`;
}

function vertexKey({ x, y }: JstsCoordinate): string {
  return `${x + 0} ${y + 0}`;
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

/** Those that are no end of an edge anyway. */
function loosePoints(points: readonly JstsGeometry[], edges: ReadonlyMap<string, Edge>): JstsGeometry[] {
  const vertices = new Set([...edges.values()].flat().map(vertexKey));
  const loose = points.filter((point) => point.getCoordinates().every((at) => !vertices.has(vertexKey(at))));
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
