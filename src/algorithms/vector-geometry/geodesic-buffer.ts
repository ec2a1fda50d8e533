import { rowOf } from "../../crs/crs.ts";
import type { CrsId } from "../../crs/crs-id.ts";
import { GeodesicPlane } from "../../crs/geodesic-plane.ts";
import type { ReferenceFrame } from "../../crs/crs-row.ts";
import { SpatialError } from "../../errors.ts";
import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { BufferOptions } from "../../geometry/operations/buffer-options.ts";
import type { EngineGeometry } from "../../geometry/engine-geometry.ts";
import type { Tools } from "../setup.ts";
import {
  artificialEdges,
  type Cap,
  capAround,
  cutIntoRuns,
  isRing,
  type GroundShape,
  type Path,
  readShape,
  realStretches,
  type GroundRing,
  type Stretch,
} from "./ground-paths.ts";
import { addPartsOfKind } from "../parts.ts";
import { addPlaneLines, addPlanePoints, addPlanePolygons, pathToPlane, type PlanePath } from "./plane-shapes.ts";
import { planeToGlobe, wrapPolygons } from "./plane-to-globe.ts";
import { stripsOf } from "./strips.ts";
import { uniteInOrder } from "../union-tree.ts";

/** What is within this many metres of a plane's centre is buffered in that plane: off by 0.05 % at most. */
const COMPACT = 350_000;
/** Pieces of longer borders stay within this of their first vertex. */
const RUN_REACH = 300_000;
/** Share of the distance by which an edge may be off for being straight in a plane or in degrees. */
const EDGE_SHARE = 0.0002;
/**
 * Shares of the distance: so wide is the buffer that joins strips with their border, and so wide are the hollows that
 * strips may leave out. Flat ends need a narrow one, or they would not be flat.
 */
const SEAM = { round: 0.05, flat: 0.001 };
/** Metres; below it nothing is gained and much is written. */
const FINEST = 0.01;
/** Of the work on a feature in many pieces; the rest is their union. */
const PIECES_SHARE = 0.6;
/** A plane shows about half of the globe well. */
const LARGEST = 10_000_000;

/**
 * Buffers for a layer in degrees with the distance measured on its ellipsoid, right to 0.1 % besides the segments of
 * round corners. Everything is buffered in azimuthal-equidistant planes of its own, what is larger than about 500 km
 * in pieces of its border. Results are cut at the antimeridian.
 * @param metres negative to shrink polygons.
 */
export function openGroundBuffer(
  metres: number,
  options: BufferOptions,
  crs: CrsId,
  tools: Tools,
): (geometry: EngineGeometry, share: (fraction: number) => void) => EngineGeometry {
  if (Math.abs(metres) > LARGEST) {
    throw new SpatialError(
      "BAD_ARGUMENT",
      `The distance is ${metres / 1000} km; expected at most ${LARGEST / 1000} km.`,
    );
  }
  const { unitSize, frame } = rowOf(crs);
  const buffer = new GroundBuffer({ metres, options, unit: unitSize, frame }, tools);
  return (geometry, share) => buffer.of(geometry, share);
}

interface Ground {
  readonly metres: number;
  readonly options: BufferOptions;
  /** Radians to one unit of coordinates. */
  readonly unit: number;
  readonly frame: ReferenceFrame;
}

/** What is buffered in one plane. */
interface Piece {
  readonly cap: Cap;
  readonly polygons: GroundShape["polygons"];
  readonly borders: readonly Border[];
  readonly discs: Path;
}

interface Border {
  readonly stretch: Stretch;
  /** The side of the path on which the buffer's edge will be: 1 left, -1 right, 0 both. */
  readonly side: -1 | 0 | 1;
  readonly capStyle: BufferOptions["endCapStyle"];
}

interface PlacedBorder {
  readonly border: Border;
  readonly at: PlanePath;
}

const NOWHERE: Path = new Float64Array(0);

class GroundBuffer {
  readonly #ground: Ground;
  readonly #tools: Tools;
  readonly #tolerance: number;

  constructor(ground: Ground, tools: Tools) {
    this.#ground = ground;
    this.#tools = tools;
    this.#tolerance = Math.max(FINEST, Math.abs(ground.metres) * EDGE_SHARE);
  }

  /** @param share told how much of the work is done, 0 to 1. */
  of(geometry: EngineGeometry, share: (fraction: number) => void): EngineGeometry {
    const { engine } = this.#tools;
    const { metres, unit } = this.#ground;
    const builder = new GeometryBuilder();
    engine.write(geometry, builder);
    const column = builder.finish();
    const shape = readShape(column, unit);
    const { antimeridian, pole } = artificialEdges(shape.polygons);
    const whole = antimeridian || pole ? undefined : this.#compactPiece(shape);
    if (whole !== undefined) return this.#unite(this.#bufferPiece(whole));
    const polygons = wrapPolygons(polygonsOf(column), { engine, unit });
    const pieces = this.#pieces(shape, antimeridian);
    const grown = pieces.flatMap((piece, i) => {
      share((PIECES_SHARE * i) / pieces.length);
      return this.#bufferPiece(piece);
    });
    const united = (fraction: number) => share(PIECES_SHARE + (1 - PIECES_SHARE) * fraction);
    if (metres > 0) return this.#unite([...grown, ...polygons], united);
    if (grown.length === 0) return this.#unite(polygons);
    return engine.difference(this.#unite(polygons), this.#unite(grown, united));
  }

  /** The whole shape for one plane, if it is small enough. */
  #compactPiece({ points, lines, polygons }: GroundShape): Piece | undefined {
    const grows = this.#ground.metres > 0;
    const paths = [...polygons.flat().map(({ path }) => path), ...(grows ? [points, ...lines] : [])];
    const cap = capAround(paths);
    if (cap.radius > COMPACT) return undefined;
    const borders = [
      ...polygons.flat().flatMap((ring) => this.#ringBorders(ring, false, Infinity)),
      ...(grows ? lines.flatMap((line) => this.#lineBorders(line, Infinity)) : []),
    ];
    return { cap, polygons, borders, discs: grows ? points : NOWHERE };
  }

  /** A large shape for many planes; of polygons only what is near their borders. */
  #pieces({ points, lines, polygons }: GroundShape, antimeridian: boolean): Piece[] {
    const pieces: Piece[] = [];
    const grows = this.#ground.metres > 0;
    for (const rings of polygons) {
      const isWhole = rings.every(({ path }) => realStretches(path, antimeridian).every(isRing));
      const alone =
        grows && isWhole ? this.#compactPiece({ points: NOWHERE, lines: [], polygons: [rings] }) : undefined;
      if (alone) pieces.push(alone);
      else pieces.push(...rings.flatMap((ring) => this.#ringBorders(ring, antimeridian, RUN_REACH)).map(borderPiece));
    }
    if (!grows) return pieces;
    pieces.push(...lines.flatMap((line) => this.#lineBorders(line, RUN_REACH)).map(borderPiece));
    for (let i = 0; i < points.length; i += 2) {
      const point = points.slice(i, i + 2);
      pieces.push({ cap: { lon: point[0]!, lat: point[1]!, radius: 0 }, polygons: [], borders: [], discs: point });
    }
    return pieces;
  }

  #ringBorders({ path, insideLeft }: GroundRing, antimeridian: boolean, reach: number): Border[] {
    const side = insideLeft === this.#ground.metres > 0 ? -1 : 1;
    return realStretches(path, antimeridian)
      .flatMap((stretch) => cutIntoRuns(stretch, reach))
      .map((run) => ({ stretch: run, side, capStyle: "round" }));
  }

  #lineBorders(path: Path, reach: number): Border[] {
    const last = path.length - 2;
    const ends = last < 6 || path[0] !== path[last] || path[1] !== path[last + 1];
    return cutIntoRuns({ path, endsAtStart: ends, endsAtEnd: ends }, reach).map((run) => ({
      stretch: run,
      side: 0,
      capStyle: this.#ground.options.endCapStyle,
    }));
  }

  /** Polygons in degrees: the piece grown, or shrunk if it has polygons and the distance is negative. */
  #bufferPiece({ cap, polygons, borders, discs }: Piece): EngineGeometry[] {
    const { engine, feedback } = this.#tools;
    const { metres, frame, unit } = this.#ground;
    feedback.throwIfCanceled();
    const plane = new GeodesicPlane(cap.lon, cap.lat, frame);
    const place = (path: Path) => pathToPlane(path, plane, this.#tolerance);
    const covers = this.#coverBorders(
      borders.map((border) => ({ border, at: place(border.stretch.path) })),
      place(discs),
    );
    const options = { engine, unit, tolerance: this.#tolerance };
    if (polygons.length === 0) return planeToGlobe(engine.union(covers), plane, options);
    const builder = new GeometryBuilder();
    addPlanePolygons(
      builder,
      polygons.map((rings) => rings.map(({ path }) => place(path))),
    );
    const inside = engine.read(builder.finish(), 0);
    const changed = metres > 0 ? engine.union([inside, ...covers]) : engine.difference(inside, engine.union(covers));
    return planeToGlobe(changed, plane, options);
  }

  /** What together is everything in the plane within the distance of the borders (on their side) and points. */
  #coverBorders(borders: readonly PlacedBorder[], points: PlanePath): EngineGeometry[] {
    const { engine } = this.#tools;
    const { metres, options } = this.#ground;
    const distance = Math.abs(metres);
    const strips: PlanePath[] = [];
    const seams: { round: PlanePath[]; flat: PlanePath[] } = { round: [], flat: [] };
    const discs = [...points];
    for (const { border, at } of borders) {
      const { capStyle, stretch } = border;
      const path = capStyle === "square" ? lengthened(at, stretch, distance) : at;
      const closed = isRing(stretch);
      const seam = capStyle === "round" || closed ? "round" : "flat";
      const bridge = distance * SEAM[seam];
      const sides = border.side === 0 ? ([-1, 1] as const) : [border.side];
      for (const side of sides) strips.push(...stripsOf(path, { ...options, side, distance, closed, bridge }));
      // GEOS up to 3.13 and JTS leave holes in the buffer of a line that is closed
      seams[seam].push(closed ? [...path, path[2]!, path[3]!] : path);
      // where a run meets the next one a disc covers what bridging may have left open between the two
      const meets = !closed && options.joinStyle === "round";
      if (stretch.endsAtStart ? capStyle === "round" : meets) discs.push(at[0]!, at[1]!);
      if (stretch.endsAtEnd ? capStyle === "round" : meets) discs.push(at.at(-2)!, at.at(-1)!);
    }
    const builder = new GeometryBuilder();
    addPlanePolygons(
      builder,
      strips.map((strip) => [strip]),
    );
    addPlaneLines(builder, seams.round);
    addPlaneLines(builder, seams.flat);
    addPlanePoints(builder, discs);
    const column = builder.finish();
    const coarse = { segments: 2, joinStyle: "round", miterLimit: 1 } as const;
    return [
      engine.read(column, 0),
      engine.buffer(engine.read(column, 1), distance * SEAM.round, { ...coarse, endCapStyle: "round" }),
      engine.buffer(engine.read(column, 2), distance * SEAM.flat, { ...coarse, endCapStyle: "flat" }),
      engine.buffer(engine.read(column, 3), distance, { ...options, endCapStyle: "round" }),
    ];
  }

  #unite(members: readonly EngineGeometry[], share?: (fraction: number) => void): EngineGeometry {
    return uniteInOrder(members, this.#tools, share);
  }
}

function borderPiece(border: Border): Piece {
  return { cap: capAround([border.stretch.path]), polygons: [], borders: [border], discs: NOWHERE };
}

/** The path with the ends of its line moved out: a square cap is a flat one further out. */
function lengthened(path: PlanePath, { endsAtStart, endsAtEnd }: Stretch, by: number): PlanePath {
  const longer = [...path];
  const move = (end: number, beside: number) => {
    const [dx, dy] = [path[end]! - path[beside]!, path[end + 1]! - path[beside + 1]!];
    const scale = by / (Math.hypot(dx, dy) || 1);
    longer[end] = path[end]! + dx * scale;
    longer[end + 1] = path[end + 1]! + dy * scale;
  };
  if (endsAtStart) move(0, 2);
  if (endsAtEnd) move(path.length - 2, path.length - 4);
  return longer;
}

function polygonsOf(column: GeometryColumn): GeometryColumn {
  const builder = new GeometryBuilder();
  addPartsOfKind(builder, column, 0, Kind.Polygon);
  return builder.finish();
}
