import { GeometryBuilder } from "../builder.ts";
import { type GeometryColumn, Kind } from "../column.ts";
import type { EngineCore } from "../engine-core.ts";
import type { EngineGeometry } from "../engine-geometry.ts";
import { featureArea } from "../measures.ts";
import type { BufferOptions } from "./buffer-options.ts";

/** What an engine must be able to do to find and mend what its buffer lost. */
export interface BufferMender extends Pick<EngineCore, "read" | "test" | "write"> {
  buffer(geometry: EngineGeometry, distance: number, options: BufferOptions): EngineGeometry;
  difference(a: EngineGeometry, b: EngineGeometry): EngineGeometry;
  isEmpty(geometry: EngineGeometry): boolean;
  union(geometries: readonly EngineGeometry[]): EngineGeometry;
  /** Radius of the largest circle inside of a polygon. */
  inscribedRadius(polygon: EngineGeometry, tolerance: number): number;
}

export interface Shrinking {
  readonly distance: number;
  readonly options: BufferOptions;
}

type Ring = Float64Array;

/** Share of the distance by which a circle must be larger than it, and to which it is measured. */
const CLEARLY = 1e-3;

/**
 * What GEOS made of a buffer with what it lost. Of a small ring that shrinks (a shell for a negative distance, a hole for
 * a positive one) GEOS takes the offset curve for turned inside out now and then, and drops it, though the largest circle
 * within the ring is larger than the distance (GEOS issue 984). Such a ring is shrunk by taking the buffer of its open
 * pieces away from it, in which nothing can turn.
 */
export function withLostParts(
  source: EngineGeometry,
  made: EngineGeometry,
  how: Shrinking,
  engine: BufferMender,
): EngineGeometry {
  const column = columnOf(source, engine);
  return how.distance < 0 ? withLostShells(column, made, how, engine) : withLostHoles(column, made, how, engine);
}

function withLostShells(
  column: GeometryColumn,
  made: EngineGeometry,
  how: Shrinking,
  engine: BufferMender,
): EngineGeometry {
  const found: EngineGeometry[] = [];
  for (const rings of polygonsOf(column)) {
    if (!mayHold(rings, -how.distance)) continue;
    const polygon = engine.read(polygonColumn(rings), 0);
    if (engine.test("intersects", polygon, made)) continue;
    const left = shrink(polygon, rings, how, engine);
    if (left) found.push(left);
  }
  return found.length === 0 ? made : engine.union([made, ...found]);
}

function withLostHoles(
  column: GeometryColumn,
  made: EngineGeometry,
  how: Shrinking,
  engine: BufferMender,
): EngineGeometry {
  let mended = made;
  const polygons = polygonsOf(column);
  polygons.forEach((rings, number) => {
    for (const ring of rings.slice(1)) {
      if (!mayHold([ring], how.distance)) continue;
      const hole = engine.read(polygonColumn([ring]), 0);
      if (!engine.test("covers", made, hole)) continue;
      const left = shrink(hole, [ring], how, engine);
      if (left === undefined) continue;
      const open = polygons.length === 1 ? left : withoutOthers(left, polygons, number, { engine, how });
      mended = engine.difference(mended, open);
    }
  });
  return mended;
}

/** What lies in a hole of one polygon grows too. */
function withoutOthers(
  hole: EngineGeometry,
  polygons: readonly (readonly Ring[])[],
  own: number,
  { engine, how }: { readonly engine: BufferMender; readonly how: Shrinking },
): EngineGeometry {
  let left = hole;
  polygons.forEach((rings, number) => {
    if (number === own) return;
    const other = engine.buffer(engine.read(polygonColumn(rings), 0), how.distance, how.options);
    left = engine.difference(left, other);
  });
  return left;
}

/** The polygon without all that is within the distance of its rings; undefined where no circle of that size fits in. */
function shrink(
  polygon: EngineGeometry,
  rings: readonly Ring[],
  { distance, options }: Shrinking,
  engine: BufferMender,
): EngineGeometry | undefined {
  const width = Math.abs(distance);
  if (engine.inscribedRadius(polygon, width * CLEARLY) <= width * (1 + CLEARLY)) return undefined;
  const builder = new GeometryBuilder();
  builder.beginFeature(Kind.MultiLineString);
  for (const run of rings.flatMap(openRuns)) {
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    builder.addVertices(run);
  }
  builder.endFeature();
  const border = engine.buffer(engine.read(builder.finish(), 0), width, { ...options, endCapStyle: "flat" });
  const left = engine.difference(polygon, border);
  return engine.isEmpty(left) ? undefined : left;
}

/** Three lines that together are the ring; each ends with the first edge of the next, so that no corner is an end. */
function openRuns(ring: Ring): Float64Array[] {
  const corners = withoutRepeats(ring);
  const count = corners.length / 2;
  const edges = Math.ceil(count / 3);
  const runs: Float64Array[] = [];
  for (let start = 0; start < count; start += edges) {
    const length = Math.min(edges, count - start) + 2;
    runs.push(Float64Array.from({ length: 2 * length }, (_, i) => corners[(2 * start + i) % (2 * count)]!));
  }
  return runs;
}

/** The corners of a ring, each once. */
function withoutRepeats(ring: Ring): number[] {
  const corners: number[] = [];
  for (let i = 0; i + 2 < ring.length; i += 2)
    if (ring[i] !== ring[i + 2] || ring[i + 1] !== ring[i + 3]) corners.push(ring[i]!, ring[i + 1]!);
  return corners;
}

/** Whether a circle may fit: one with more area or width than the polygon has does not. */
function mayHold(rings: readonly Ring[], radius: number): boolean {
  const [shell] = rings;
  if (shell === undefined) return false;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < shell.length; i += 2) {
    minX = Math.min(minX, shell[i]!);
    maxX = Math.max(maxX, shell[i]!);
    minY = Math.min(minY, shell[i + 1]!);
    maxY = Math.max(maxY, shell[i + 1]!);
  }
  if (Math.min(maxX - minX, maxY - minY) <= 2 * radius) return false;
  return featureArea(polygonColumn(rings), 0) > Math.PI * radius * radius;
}

function polygonColumn(rings: readonly Ring[]): GeometryColumn {
  const builder = new GeometryBuilder();
  builder.beginFeature(Kind.Polygon);
  builder.beginPart(Kind.Polygon);
  for (const ring of rings) {
    builder.beginRing();
    builder.addVertices(ring);
  }
  builder.endFeature();
  return builder.finish();
}

function polygonsOf(column: GeometryColumn): Ring[][] {
  const { partKinds, partOffsets, ringOffsets, xy } = column;
  const polygons: Ring[][] = [];
  for (let part = 0; part < partKinds.length; part++) {
    if (partKinds[part] !== Kind.Polygon) continue;
    const rings: Ring[] = [];
    for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++)
      rings.push(xy.subarray(2 * ringOffsets[ring]!, 2 * ringOffsets[ring + 1]!));
    polygons.push(rings);
  }
  return polygons;
}

function columnOf(geometry: EngineGeometry, engine: Pick<EngineCore, "write">): GeometryColumn {
  const builder = new GeometryBuilder();
  engine.write(geometry, builder);
  return builder.finish();
}
