import type { GeodesicPlane } from "../../crs/geodesic-plane.ts";
import { boundsOf } from "../../geometry/bounds.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";

/** How shapes get back from a plane to a layer in degrees. */
export interface GlobeOptions {
  readonly engine: GeometryEngine;
  /** Radians to one unit of the layer's coordinates. */
  readonly unit: number;
  /** Metres that an edge may be off. */
  readonly tolerance: number;
}

const MOST_HALVINGS = 16;
/** Longer edges are halved whatever their middle says: an S-shaped difference is zero there. */
const LONGEST_EDGE = 200_000;
/** On the line through the poles, metres. */
const ON_AXIS = 1e-6;
/** Further than any place on Earth, metres. */
const BEYOND = 3e7;
const EARTH = 6371008.8;
/** Less than 0.1 mm on the ground. */
const SAME_DEGREE = 1e-9;

/**
 * Polygons of the plane as polygons in degrees, cut at the antimeridian and led along the edge of the map where they
 * hold a pole (as RFC 7946 wants it). The pieces may touch; unite them.
 */
export function planeToGlobe(shape: EngineGeometry, plane: GeodesicPlane, options: GlobeOptions): EngineGeometry[] {
  const { engine } = options;
  const column = columnOf(shape, engine);
  const bounds = boundsOf(column);
  if (bounds === undefined) return [];
  const [, minY, , maxY] = bounds;
  const reachesPole = maxY >= plane.northPoleY - options.tolerance || minY <= plane.southPoleY + options.tolerance;
  if (!reachesPole) return toDegrees(column, 0, plane, options);
  // the centre's meridian and, behind the poles, the opposite one are the line x = 0: no half has a jump in longitude
  return ([-1, 1] as const).flatMap((side) => {
    const half = rectangle(side === -1 ? [-BEYOND, -BEYOND, 0, BEYOND] : [0, -BEYOND, BEYOND, BEYOND], engine);
    return toDegrees(columnOf(engine.intersection(shape, half), engine), side, plane, options);
  });
}

/**
 * Polygons cut at the antimeridian, each piece moved between -180 and 180 degrees.
 * @param seam a longitude that pieces from both sides must have exactly, not a rounding apart.
 */
export function wrapPolygons(
  column: GeometryColumn,
  { engine, unit }: Pick<GlobeOptions, "engine" | "unit">,
  seam = Number.NaN,
): EngineGeometry[] {
  const bounds = boundsOf(column);
  if (bounds === undefined) return [];
  const half = Math.PI / unit;
  const geometry = valid(engine.read(column, 0), engine);
  if (bounds[0] >= -half && bounds[2] <= half) return [geometry];
  return [-1, 0, 1].flatMap((turns) => {
    const [west, east] = [(2 * turns - 1) * half, (2 * turns + 1) * half];
    if (bounds[0] >= east || bounds[2] <= west) return [];
    const piece = columnOf(engine.intersection(geometry, rectangle([west, -half, east, half], engine)), engine);
    const moved = polygonsOnly(piece, (x) => snap(x - 2 * turns * half, seam));
    return [engine.read(moved, 0)];
  });
}

function snap(x: number, seam: number): number {
  return Math.abs(x - seam) < SAME_DEGREE ? seam : x;
}

/** Where the two halves of a plane meet again behind a pole, between -180 and 180 degrees. */
function oppositeMeridian({ centerLon }: GeodesicPlane, unit: number): number {
  return (centerLon > 0 ? centerLon - Math.PI : centerLon + Math.PI) / unit;
}

function toDegrees(
  column: GeometryColumn,
  side: -1 | 0 | 1,
  plane: GeodesicPlane,
  options: GlobeOptions,
): EngineGeometry[] {
  const turned = rewritePolygons(column, (xy, builder) => new RingWriter(plane, side, options, builder).write(xy));
  return wrapPolygons(turned, options, oppositeMeridian(plane, options.unit));
}

interface Position {
  readonly x: number;
  readonly y: number;
  /** From the centre's meridian, radians. */
  readonly lon: number;
  readonly lat: number;
}

/** Takes one ring of a half of the plane, or of a plane without poles in reach, to degrees. */
class RingWriter {
  readonly #plane: GeodesicPlane;
  readonly #side: -1 | 0 | 1;
  readonly #options: GlobeOptions;
  readonly #builder: GeometryBuilder;

  constructor(plane: GeodesicPlane, side: -1 | 0 | 1, options: GlobeOptions, builder: GeometryBuilder) {
    this.#plane = plane;
    this.#side = side;
    this.#options = options;
    this.#builder = builder;
  }

  write(xy: Float64Array): void {
    let before = this.#place(xy[0]!, xy[1]!);
    this.#add(before.lon, before.lat);
    for (let i = 2; i < xy.length; i += 2) {
      const here = this.#place(xy[i]!, xy[i + 1]!);
      if (this.#alongAxis(before, here)) this.#addPoles(before, here);
      else this.#bend(before, here, MOST_HALVINGS);
      this.#add(here.lon, here.lat);
      before = here;
    }
  }

  #place(x: number, y: number): Position {
    const plane = this.#plane;
    plane.toGlobe(x, y);
    const { lon, lat } = plane;
    if (this.#side === 0) return { x, y, lon, lat };
    if (Math.abs(x) > ON_AXIS) return { x, y, lat, lon: this.#side * Math.abs(lon) };
    const behindPole = y > plane.northPoleY || y < plane.southPoleY;
    return { x: 0, y, lat, lon: behindPole ? this.#side * Math.PI : 0 };
  }

  #alongAxis(from: Position, to: Position): boolean {
    return this.#side !== 0 && from.x === 0 && to.x === 0;
  }

  /** On the map a pole is an edge: a path over it arrives on one meridian and leaves on the opposite one. */
  #addPoles(from: Position, to: Position): void {
    const { northPoleY, southPoleY } = this.#plane;
    const poles = [
      { y: northPoleY, lat: Math.PI / 2 },
      { y: southPoleY, lat: -Math.PI / 2 },
    ].filter(({ y }) => (from.y - y) * (to.y - y) < 0);
    poles.sort((a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y));
    for (const { y, lat } of poles) {
      const outward = Math.abs(to.y) > Math.abs(y) && Math.sign(to.y - y) === Math.sign(lat);
      const [arrive, leave] = outward ? [0, this.#side * Math.PI] : [this.#side * Math.PI, 0];
      this.#add(arrive, lat);
      this.#add(leave, lat);
    }
  }

  #bend(from: Position, to: Position, halvings: number): void {
    const { tolerance } = this.#options;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const steepest = Math.tan(Math.min(1.57, Math.max(Math.abs(from.lat), Math.abs(to.lat))));
    if (halvings === 0 || length < tolerance || length * length * (steepest + 0.2) < tolerance * 2.5e7) return;
    const middle = this.#place((from.x + to.x) / 2, (from.y + to.y) / 2);
    const east = (middle.lon - (from.lon + to.lon) / 2) * Math.cos(middle.lat) * EARTH;
    const north = (middle.lat - (from.lat + to.lat) / 2) * EARTH;
    if (length < LONGEST_EDGE && Math.hypot(east, north) < tolerance) return;
    this.#bend(from, middle, halvings - 1);
    this.#add(middle.lon, middle.lat);
    this.#bend(middle, to, halvings - 1);
  }

  #add(lon: number, lat: number): void {
    const { unit } = this.#options;
    const quarter = Math.PI / 2 / unit;
    const x = snap((lon + this.#plane.centerLon) / unit, oppositeMeridian(this.#plane, unit));
    this.#builder.addVertex(x, Math.max(-quarter, Math.min(quarter, lat / unit)));
  }
}

/** Curving edges back may make neighbouring ones cross by a hair. */
function valid(geometry: EngineGeometry, engine: GeometryEngine): EngineGeometry {
  if (engine.invalidity(geometry) === undefined) return geometry;
  const repaired = columnOf(engine.makeValid(geometry), engine);
  return engine.read(
    polygonsOnly(repaired, (x) => x),
    0,
  );
}

function columnOf(geometry: EngineGeometry, engine: GeometryEngine): GeometryColumn {
  const builder = new GeometryBuilder();
  engine.write(geometry, builder);
  return builder.finish();
}

function polygonsOnly(column: GeometryColumn, moveX: (x: number) => number): GeometryColumn {
  return rewritePolygons(column, (xy, builder) => {
    for (let k = 0; k < xy.length; k += 2) builder.addVertex(moveX(xy[k]!), xy[k + 1]!);
  });
}

/** The polygons of a geometry as one multipolygon, with every ring written anew. */
function rewritePolygons(
  column: GeometryColumn,
  writeRing: (xy: Float64Array, builder: GeometryBuilder) => void,
): GeometryColumn {
  const builder = new GeometryBuilder();
  builder.beginFeature(Kind.MultiPolygon);
  for (let part = 0; part < column.partKinds.length; part++) {
    if (column.partKinds[part] !== Kind.Polygon) continue;
    builder.beginPart(Kind.Polygon);
    for (let ring = column.partOffsets[part]!; ring < column.partOffsets[part + 1]!; ring++) {
      builder.beginRing();
      writeRing(column.xy.subarray(2 * column.ringOffsets[ring]!, 2 * column.ringOffsets[ring + 1]!), builder);
    }
  }
  builder.endFeature();
  return builder.finish();
}

function rectangle(
  [minX, minY, maxX, maxY]: readonly [number, number, number, number],
  engine: GeometryEngine,
): EngineGeometry {
  const builder = new GeometryBuilder(5);
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  builder.beginRing();
  builder.addVertices(Float64Array.of(minX, minY, maxX, minY, maxX, maxY, minX, maxY, minX, minY));
  builder.endFeature();
  return engine.read(builder.finish(), 0);
}
