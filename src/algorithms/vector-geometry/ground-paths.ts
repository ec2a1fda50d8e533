import { type GeometryColumn, Kind } from "../../geometry/column.ts";

/** Longitudes and latitudes in radians, interleaved. */
export type Path = Float64Array;

/** What one feature is made of, for measuring on the ellipsoid. */
export interface GroundShape {
  readonly points: Path;
  readonly lines: readonly Path[];
  readonly polygons: readonly (readonly GroundRing[])[];
}

export interface GroundRing {
  /** Closed: the last vertex repeats the first. */
  readonly path: Path;
  /** Whether the polygon lies to the left of someone who walks along the ring. */
  readonly insideLeft: boolean;
}

/** A piece of a border. An end is where the border itself ends; elsewhere it goes on in another piece, or closes. */
export interface Stretch {
  readonly path: Path;
  readonly endsAtStart: boolean;
  readonly endsAtEnd: boolean;
}

/** A circle on the globe around paths. */
export interface Cap {
  readonly lon: number;
  readonly lat: number;
  /** Metres. */
  readonly radius: number;
}

const EARTH = 6371008.8;
/** Straight lines in degrees are curves on the ground: vertices are added so that none is longer than this, radians. */
const LONGEST_STEP = Math.PI / 180;
/** Angles this near are one: the precision of decimal degrees with twelve digits. */
const SAME_ANGLE = 1e-11;

/** Reads feature 0 of a column. @param unit radians to one unit of its coordinates. */
export function readShape(column: GeometryColumn, unit: number): GroundShape {
  const points: number[] = [];
  const lines: Path[] = [];
  const polygons: GroundRing[][] = [];
  for (let part = 0; part < column.partKinds.length; part++) {
    const rings: Path[] = [];
    for (let ring = column.partOffsets[part]!; ring < column.partOffsets[part + 1]!; ring++) {
      rings.push(readPath(column.xy.subarray(2 * column.ringOffsets[ring]!, 2 * column.ringOffsets[ring + 1]!), unit));
    }
    if (column.partKinds[part] === Kind.Point) points.push(...rings.flatMap((path) => [...path]));
    else if (column.partKinds[part] === Kind.LineString) lines.push(...rings);
    else
      polygons.push(rings.map((path, position) => ({ path, insideLeft: signedArea(path) > 0 === (position === 0) })));
  }
  return { points: Float64Array.from(points), lines, polygons };
}

/** A circle that holds all vertices: around their mean direction, so neither pole nor antimeridian matters. */
export function capAround(paths: readonly Path[]): Cap {
  let [x, y, z] = [0, 0, 0];
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) {
      const across = Math.cos(path[i + 1]!);
      x += across * Math.cos(path[i]!);
      y += across * Math.sin(path[i]!);
      z += Math.sin(path[i + 1]!);
    }
  }
  const lon = Math.atan2(y, x);
  const lat = Math.atan2(z, Math.hypot(x, y));
  let radius = 0;
  for (const path of paths) {
    for (let i = 0; i < path.length; i += 2) radius = Math.max(radius, metresBetween(lon, lat, path[i]!, path[i + 1]!));
  }
  return { lon, lat, radius };
}

/**
 * The ring without the edges that no border is: along a pole, and along the antimeridian where the feature goes on
 * on the other side of it (`cutAtAntimeridian`).
 */
export function realStretches(path: Path, cutAtAntimeridian: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  const count = path.length / 2;
  let start = 0;
  for (let vertex = 1; vertex < count; vertex++) {
    if (!isArtificial(path, vertex, cutAtAntimeridian)) continue;
    if (vertex - 1 > start) stretches.push(piece(path, start, vertex - 1, true));
    start = vertex;
  }
  if (start === 0) return [piece(path, 0, count - 1, false)];
  if (count - 1 > start) stretches.push(piece(path, start, count - 1, true));
  return stretches;
}

/** Whether the polygons have edges along both sides of the antimeridian, or along a pole. */
export function artificialEdges(polygons: GroundShape["polygons"]): { antimeridian: boolean; pole: boolean } {
  let [east, west, pole] = [false, false, false];
  for (const { path } of polygons.flat()) {
    for (let vertex = 1; vertex < path.length / 2; vertex++) {
      pole ||= alongPole(path, vertex);
      const side = alongAntimeridian(path, vertex);
      east ||= side > 0;
      west ||= side < 0;
    }
  }
  return { antimeridian: east && west, pole };
}

/** Whether the piece is a whole ring: its last vertex repeats the first. */
export function isRing({ path, endsAtStart, endsAtEnd }: Stretch): boolean {
  const last = path.length - 2;
  return !endsAtStart && !endsAtEnd && last >= 6 && path[0] === path[last] && path[1] === path[last + 1];
}

/**
 * Cuts a path into runs that stay within `reach` metres of their first vertex. Neighbouring runs share an edge, so that
 * every corner is inside of one of them; a ring that is cut ends with its first edge again, for the same reason.
 */
export function cutIntoRuns(stretch: Stretch, reach: number): Stretch[] {
  const { path, endsAtStart, endsAtEnd } = stretch;
  if (capAround([path]).radius <= reach) return [stretch];
  const whole = isRing(stretch) ? Float64Array.from([...path, path[2]!, path[3]!]) : path;
  const last = whole.length / 2 - 1;
  const runs: Stretch[] = [];
  let start = 0;
  for (let vertex = 1; vertex <= last; vertex++) {
    const far =
      metresBetween(whole[2 * start]!, whole[2 * start + 1]!, whole[2 * vertex]!, whole[2 * vertex + 1]!) > reach;
    if (!far || vertex - start < 2 || vertex === last) continue;
    runs.push({
      path: whole.slice(2 * start, 2 * vertex + 2),
      endsAtStart: start === 0 && endsAtStart,
      endsAtEnd: false,
    });
    start = vertex - 1;
  }
  runs.push({ path: whole.slice(2 * start), endsAtStart: start === 0 && endsAtStart, endsAtEnd });
  return runs;
}

function piece(path: Path, from: number, to: number, ends: boolean): Stretch {
  return { path: path.slice(2 * from, 2 * to + 2), endsAtStart: ends, endsAtEnd: ends };
}

function isArtificial(path: Path, vertex: number, cutAtAntimeridian: boolean): boolean {
  return alongPole(path, vertex) || (cutAtAntimeridian && alongAntimeridian(path, vertex) !== 0);
}

function alongPole(path: Path, vertex: number): boolean {
  const [before, here] = [path[2 * vertex - 1]!, path[2 * vertex + 1]!];
  return Math.abs(Math.abs(here) - Math.PI / 2) < SAME_ANGLE && Math.abs(before - here) < SAME_ANGLE;
}

/** 1 for an edge along 180 degrees east, -1 for one along 180 degrees west, else 0. */
function alongAntimeridian(path: Path, vertex: number): number {
  const [before, here] = [path[2 * vertex - 2]!, path[2 * vertex]!];
  if (Math.abs(Math.abs(here) - Math.PI) > SAME_ANGLE || Math.abs(before - here) > SAME_ANGLE) return 0;
  return Math.sign(here);
}

function readPath(xy: Float64Array, unit: number): Path {
  const path: number[] = [];
  for (let i = 0; i < xy.length; i += 2) {
    const [lon, lat] = [xy[i]! * unit, xy[i + 1]! * unit];
    if (i > 0) {
      const [fromLon, fromLat] = [xy[i - 2]! * unit, xy[i - 1]! * unit];
      const steps = Math.ceil(Math.max(Math.abs(lon - fromLon), Math.abs(lat - fromLat)) / LONGEST_STEP);
      for (let step = 1; step < steps; step++) {
        path.push(fromLon + ((lon - fromLon) * step) / steps, fromLat + ((lat - fromLat) * step) / steps);
      }
    }
    path.push(lon, lat);
  }
  return Float64Array.from(path);
}

function signedArea(path: Path): number {
  let area = 0;
  for (let i = 2; i < path.length; i += 2) {
    area += (path[i - 2]! - path[0]!) * (path[i + 1]! - path[1]!) - (path[i]! - path[0]!) * (path[i - 1]! - path[1]!);
  }
  return area;
}

/** On a sphere, for deciding how to divide; not for measuring. */
function metresBetween(lonA: number, latA: number, lonB: number, latB: number): number {
  const sinLat = Math.sin((latB - latA) / 2);
  const sinLon = Math.sin((lonB - lonA) / 2);
  const square = sinLat * sinLat + Math.cos(latA) * Math.cos(latB) * sinLon * sinLon;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(square)));
}
