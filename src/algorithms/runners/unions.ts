import { GeometryBuilder } from "../../geometry/builder.ts";
import { type GeometryColumn, Kind } from "../../geometry/column.ts";
import type { GeometryEngine } from "../../geometry/engine.ts";
import type { GeometryAt } from "../../geometry/geometry-at.ts";
import { signedArea } from "../../geometry/overlay/area-edges.ts";
import { type RingList, uniteAreas } from "../../geometry/overlay/overlay-areas.ts";
import { polygonsOf } from "../unions/polygons-of-rings.ts";
import { stitch } from "../unions/stitch.ts";
import { cutToTile, type TilePieces } from "../unions/tile-pieces.ts";
import { jobAt, type UnionJob, type UnionPlan } from "../unions/union-plan.ts";
import type { RangeWork } from "./range-work.ts";

/** What the jobs of one range gave. */
export interface UnionPart {
  /** Of each job that is no tile one feature; of one without members none. */
  readonly whole: GeometryColumn;
  readonly wholeJobs: readonly number[];
  /** Of each tile that has members; no pieces where it could not be cut. */
  readonly tiles: readonly { readonly job: number; readonly pieces: TilePieces | undefined }[];
}

/** @param place gives a feature's coordinates; undefined leaves it out */
export function runUnions(
  plan: UnionPlan,
  { start, end, tools }: RangeWork,
  place: (index: number) => GeometryAt | undefined,
): UnionPart {
  const { engine, feedback } = tools;
  const whole = new GeometryBuilder();
  const wholeJobs: number[] = [];
  const tiles: { job: number; pieces: TilePieces | undefined }[] = [];
  const last = Math.min(end, plan.vertices.length);
  for (let job = start; job < last; job++) {
    feedback.throwIfCanceled();
    const { members, tile } = jobAt(plan, job);
    const places = [...members].flatMap((index) => place(index) ?? []);
    if (places.length > 0) {
      const builder = tile === undefined ? whole : new GeometryBuilder();
      unite(places, builder, engine);
      if (tile === undefined) wholeJobs.push(job);
      else tiles.push({ job, pieces: cutToTile(builder.finish(), tile.box) });
    }
    feedback.progress((job + 1 - start) / (last - start));
  }
  return { whole: whole.finish(), wholeJobs, tiles };
}

/** Writes the union of at least one feature; the engine makes those in which something touches something else. */
function unite(places: readonly GeometryAt[], builder: GeometryBuilder, engine: GeometryEngine): void {
  const [first] = places;
  if (places.length === 1) {
    builder.addFrom(first!.column, first!.index);
    return;
  }
  const polygons = uniteAreas(places);
  if (polygons) writePolygons(polygons, builder);
  else
    engine.scope(() => {
      const members = places.map(({ column, index }) => engine.read(column, index));
      engine.write(engine.union(members), builder);
    });
}

/** The union of each group as polygons; null for one without members, undefined where it has to be made without tiles. */
export function joinUnions(
  plan: UnionPlan,
  parts: readonly UnionPart[],
  groups: number,
): readonly (readonly RingList[] | null | undefined)[] {
  const unions: (RingList[] | null | undefined)[] = Array.from({ length: groups }, () => null);
  const wholes = new Map(parts.flatMap((part) => part.wholeJobs.map((job, i) => [job, [part.whole, i]] as const)));
  const tiles = new Map(parts.flatMap((part) => part.tiles.map(({ job, pieces }) => [job, pieces] as const)));
  const add = (group: number, polygons: readonly RingList[] | undefined): void => {
    const own = unions[group];
    unions[group] = own === undefined || polygons === undefined ? undefined : [...(own ?? []), ...polygons];
  };
  for (let job = 0; job < plan.vertices.length;) {
    const { group, tile } = jobAt(plan, job);
    const found = wholes.get(job);
    if (tile === undefined) {
      if (found) add(group, ringsAt(...found));
      job++;
      continue;
    }
    const own = tilesFrom(plan, job);
    const made = own.filter(({ index }) => tiles.has(index));
    if (made.length > 0) add(group, joined(made, tiles));
    job += own.length;
  }
  return unions;
}

type IndexedJob = UnionJob & { readonly index: number };

/** The jobs of the cluster that begins with this one. */
function tilesFrom(plan: UnionPlan, first: number): readonly IndexedJob[] {
  const jobs: IndexedJob[] = [];
  const { cluster } = jobAt(plan, first);
  for (let index = first; index < plan.vertices.length; index++) {
    const job = jobAt(plan, index);
    if (job.cluster !== cluster) break;
    jobs.push({ ...job, index });
  }
  return jobs;
}

function joined(
  jobs: readonly IndexedJob[],
  tiles: ReadonlyMap<number, TilePieces | undefined>,
): readonly RingList[] | undefined {
  const cut = jobs.flatMap(({ tile, index }) => {
    const pieces = tiles.get(index);
    return tile && pieces ? [{ tile, pieces }] : [];
  });
  const rings = cut.length === jobs.length ? stitch(cut) : undefined;
  return rings && polygonsOf(rings);
}

/** The polygons of a feature; undefined where not everything is area. */
function ringsAt(column: GeometryColumn, index: number): readonly RingList[] | undefined {
  const polygons: RingList[] = [];
  const { geomOffsets, partKinds, partOffsets, ringOffsets, xy } = column;
  for (let part = geomOffsets[index]!; part < geomOffsets[index + 1]!; part++) {
    if (partKinds[part] !== Kind.Polygon) return undefined;
    const rings: Float64Array[] = [];
    for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++) {
      const own = xy.subarray(2 * ringOffsets[ring]!, 2 * ringOffsets[ring + 1]!);
      // what meets no other is as it was given; the engine's shells run clockwise
      const isClockwise = signedArea(own, 0, own.length / 2) < 0;
      rings.push(isClockwise === (rings.length === 0) ? own : reversed(own));
    }
    polygons.push(rings);
  }
  return polygons;
}

function reversed(xy: Float64Array): Float64Array {
  return Float64Array.from(xy, (_, i) => xy[xy.length - 2 - (i - (i % 2)) + (i % 2)]!);
}

export function writePolygons(polygons: readonly RingList[], builder: GeometryBuilder): void {
  builder.beginFeature(Kind.MultiPolygon);
  for (const rings of polygons) {
    builder.beginPart(Kind.Polygon);
    for (const ring of rings) {
      builder.beginRing();
      builder.addVertices(ring);
    }
  }
  builder.endFeature();
}
