import Flatbush from "flatbush";
import { featureBounds } from "../../geometry/bounds.ts";
import type { GeometryColumn } from "../../geometry/column.ts";
import { columnRange } from "../../geometry/shared-column.ts";
import { sharedDoubles, sharedOffsets } from "../../layers/attributes.ts";
import { type Tile, tileGrid } from "./tile-grid.ts";

/** One call of the engine: the union of some features; of a large cluster only what lies in a tile is used. */
export interface UnionJob {
  readonly group: number;
  /** Features whose boxes meet, and those that meet these, and so on. */
  readonly cluster: number;
  readonly members: Uint32Array;
  readonly tile?: Tile;
}

/** All jobs, in shared memory. */
export interface UnionPlan {
  /** Of each job the first member, and the end. */
  readonly offsets: Uint32Array;
  readonly members: Uint32Array;
  readonly vertices: Uint32Array;
  /** Of each job group, cluster, and the tile's column and row; -1 twice where there is none. */
  readonly places: Int32Array;
  /** Of each job four sides of the tile. */
  readonly boxes: Float64Array;
}

/** Vertices of a tile: where the engine is fastest, for it unites in pairs, and pairs of pairs. */
const TILE_VERTICES = 4000;
/** More meetings of boxes than this, for a feature: all are one cluster. */
const MOST_MEETINGS = 64;

/**
 * Which features have to be united with which. What no other's box meets is left as it is; a cluster is united at once,
 * or, when it is large, tile by tile. It depends on the layer and the groups alone.
 * @param groupOf the group's number for each feature @param tileVertices how many of them a tile has
 */
export function planUnions(column: GeometryColumn, groupOf: Uint32Array, tileVertices = TILE_VERTICES): UnionPlan {
  const boxes = featureBounds(column);
  const jobs: UnionJob[] = [];
  for (const [cluster, members] of clusters(column, boxes, groupOf).entries()) {
    const group = groupOf[members[0]!]!;
    const tiles = tileGrid(column, members, tileVertices);
    if (tiles === undefined) jobs.push({ group, cluster, members: Uint32Array.from(members) });
    for (const tile of tiles ?? []) jobs.push({ group, cluster, members: inTile(members, boxes, tile), tile });
  }
  return packed(jobs, column);
}

export function jobAt({ offsets, members, places, boxes }: UnionPlan, index: number): UnionJob {
  const [group = 0, cluster = 0, column = -1, row = -1] = places.subarray(4 * index, 4 * index + 4);
  const own = { group, cluster, members: members.subarray(offsets[index], offsets[index + 1]) };
  if (column < 0) return own;
  const [minX, minY, maxX, maxY] = boxes.subarray(4 * index, 4 * index + 4);
  return { ...own, tile: { column, row, box: [minX!, minY!, maxX!, maxY!] } };
}

/** Ranges of jobs with about as many vertices. */
export function jobRanges({ vertices }: UnionPlan, most: number): readonly (readonly [start: number, end: number])[] {
  const target = vertices.reduce((sum, count) => sum + count, 0) / most;
  const ranges: [number, number][] = [];
  let [start, work] = [0, 0];
  for (const [job, count] of vertices.entries()) {
    work += count;
    if (work < target) continue;
    ranges.push([start, job + 1]);
    [start, work] = [job + 1, 0];
  }
  if (start < vertices.length || ranges.length === 0) ranges.push([start, vertices.length]);
  return ranges;
}

function packed(jobs: readonly UnionJob[], column: GeometryColumn): UnionPlan {
  const total = jobs.reduce((sum, { members }) => sum + members.length, 0);
  const plan = {
    offsets: sharedOffsets(jobs.length + 1),
    members: new Uint32Array(new SharedArrayBuffer(4 * total)),
    vertices: new Uint32Array(new SharedArrayBuffer(4 * jobs.length)),
    places: new Int32Array(new SharedArrayBuffer(16 * jobs.length)),
    boxes: sharedDoubles(4 * jobs.length),
  };
  for (const [i, { group, cluster, members, tile }] of jobs.entries()) {
    plan.members.set(members, plan.offsets[i]);
    plan.offsets[i + 1] = plan.offsets[i]! + members.length;
    plan.vertices[i] = verticesOf(column, members);
    plan.places.set([group, cluster, tile?.column ?? -1, tile?.row ?? -1], 4 * i);
    if (tile) plan.boxes.set(tile.box, 4 * i);
  }
  return plan;
}

function inTile(features: readonly number[], boxes: Float64Array, { box }: Tile): Uint32Array {
  const [minX, minY, maxX, maxY] = box;
  return Uint32Array.from(
    features.filter((i) => {
      const inX = boxes[4 * i]! <= maxX && boxes[4 * i + 2]! >= minX;
      return inX && boxes[4 * i + 1]! <= maxY && boxes[4 * i + 3]! >= minY;
    }),
  );
}

function verticesOf(column: GeometryColumn, features: Uint32Array): number {
  return features.reduce((sum, i) => {
    const { vertexStart, vertexEnd } = columnRange(column, i, i + 1);
    return sum + vertexEnd - vertexStart;
  }, 0);
}

/** Features of one group whose boxes meet, by their first; features without a vertex are in none. */
function clusters(column: GeometryColumn, boxes: Float64Array, groupOf: Uint32Array): readonly (readonly number[])[] {
  const present: number[] = [];
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(boxes[4 * i])) present.push(i);
  if (present.length === 0) return [];
  const parent = Uint32Array.from({ length: column.length }, (_, i) => i);
  if (!joinMeeting(boxes, present, { groupOf, parent })) {
    const firsts = new Map<number, number>();
    for (const i of present) {
      const first = firsts.get(groupOf[i]!) ?? i;
      firsts.set(groupOf[i]!, first);
      parent[rootOf(parent, i)] = rootOf(parent, first);
    }
  }
  const found = new Map<number, number[]>();
  for (const i of present) {
    const root = rootOf(parent, i);
    const own = found.get(root);
    if (own) own.push(i);
    else found.set(root, [i]);
  }
  return [...found.values()];
}

/** False where too many meet for it to be worth while. */
function joinMeeting(
  boxes: Float64Array,
  present: readonly number[],
  { groupOf, parent }: { readonly groupOf: Uint32Array; readonly parent: Uint32Array },
): boolean {
  const index = new Flatbush(present.length);
  for (const i of present) index.add(boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2], boxes[4 * i + 3]);
  index.finish();
  let meetings = 0;
  for (const i of present) {
    const met = index.search(boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!);
    meetings += met.length;
    if (meetings > MOST_MEETINGS * present.length) return false;
    for (const at of met) {
      const other = present[at]!;
      if (groupOf[other] === groupOf[i]) parent[rootOf(parent, other)] = rootOf(parent, i);
    }
  }
  return true;
}

function rootOf(parent: Uint32Array, start: number): number {
  let at = start;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}
