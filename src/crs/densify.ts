import { Kind, type GeometryColumn } from "../geometry/column.ts";
import { allocateColumn } from "../geometry/shared-column.ts";
import { crsInfo, turnOf } from "./crs.ts";
import type { CrsId } from "./crs-id.ts";
import { type DatumPath, openTransform } from "./transform.ts";

/** Of one edge: 2^12 pieces. */
const MOST_HALVINGS = 12;
/** Added in all; 128 MB. */
const MOST_ADDED = 8_000_000;
/** Edges measured at a time. */
const BLOCK = 16_384;
/** Where along an edge it is compared; the same from both ends, so that neighbours stay neighbours. */
const PLACES = [0.25, 0.5, 0.75] as const;

/** From one CRS to another. */
export interface Way {
  readonly from: CrsId;
  readonly to: CrsId;
  readonly path?: DatumPath;
}

export interface Densified {
  readonly column: GeometryColumn;
  /** Whether more vertices would have been needed than are ever added. */
  readonly full: boolean;
}

/**
 * The same shapes in their own CRS with vertices added, so that after reprojection no edge lies further than `metres`
 * from where its straight line comes to lie. An edge is halved as long as its middle or a quarter is further off.
 * @param metres 0 adds none
 */
export function densified(column: GeometryColumn, how: Way, metres: number): Densified {
  if (metres === 0 || how.from === how.to) return { column, full: false };
  const measure = deviationIn(how);
  const halved: Edge[] = [];
  for (const block of blocksOf(column)) {
    let edges = block;
    for (let level = 0; level < MOST_HALVINGS && edges.length > 0; level++) {
      const off = measure(edges);
      // an edge that leaves what the target can show (NaN) gets no better by halving
      const far = edges.filter((_, i) => off[i]! > metres);
      for (const edge of far) halved.push(edge);
      if (halved.length > MOST_ADDED) return { column: withVertices(column, halved), full: true };
      edges = far.flatMap(halves);
    }
  }
  return { column: halved.length === 0 ? column : withVertices(column, halved), full: false };
}

/** A piece of the edge that begins at a vertex; `fromT` and `toT` are where on that edge it lies, 0 to 1. */
interface Edge {
  readonly vertex: number;
  readonly fromT: number;
  readonly toT: number;
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

function middleOf({ fromT, toT }: Edge): number {
  return (fromT + toT) / 2;
}

function along({ fromX, fromY, toX, toY }: Edge, share: number): readonly [number, number] {
  return [fromX * (1 - share) + toX * share, fromY * (1 - share) + toY * share];
}

function halves(edge: Edge): [Edge, Edge] {
  const [x, y] = along(edge, 0.5);
  const t = middleOf(edge);
  return [
    { ...edge, toX: x, toY: y, toT: t },
    { ...edge, fromX: x, fromY: y, fromT: t },
  ];
}

/** All edges, some at a time: most need nothing and are forgotten at once. */
function* blocksOf({ partKinds, partOffsets, ringOffsets, xy }: GeometryColumn): Iterable<Edge[]> {
  let edges: Edge[] = [];
  for (let part = 0; part < partKinds.length; part++) {
    if (partKinds[part] === Kind.Point) continue;
    for (let ring = partOffsets[part]!; ring < partOffsets[part + 1]!; ring++) {
      for (let vertex = ringOffsets[ring]!; vertex + 1 < ringOffsets[ring + 1]!; vertex++) {
        const [fromX, fromY] = [xy[2 * vertex]!, xy[2 * vertex + 1]!];
        edges.push({ vertex, fromT: 0, toT: 1, fromX, fromY, toX: xy[2 * vertex + 2]!, toY: xy[2 * vertex + 3]! });
        if (edges.length < BLOCK) continue;
        yield edges;
        edges = [];
      }
    }
  }
  yield edges;
}

/** How far edges are off after reprojection, in metres: the furthest of three places; NaN where one has no image. */
function deviationIn({ from, to, path }: Way): (edges: readonly Edge[]) => Float64Array {
  const transform = openTransform(from, to, path);
  const turn = turnOf(to);
  const { metresPerUnit } = crsInfo(to);
  const points = PLACES.length + 2;
  return (edges) => {
    const xy = new Float64Array(2 * points * edges.length);
    edges.forEach((edge, i) => {
      const { fromX, fromY, toX, toY } = edge;
      xy.set([fromX, fromY, ...PLACES.flatMap((share) => along(edge, share)), toX, toY], 2 * points * i);
    });
    transform(xy, xy);
    return Float64Array.from(edges, (_, i) => {
      const own = xy.subarray(2 * points * i, 2 * points * (i + 1));
      let [toX, toY] = [own.at(-2)!, own.at(-1)!];
      const [fromX, fromY] = own;
      toX = nearest(toX, fromX!, turn);
      let worst = 0;
      for (let k = 2; k < own.length - 2; k += 2) {
        // degrees of longitude are shorter away from the equator
        const wide = turn === undefined ? 1 : Math.cos((own[k + 1]! / turn) * 2 * Math.PI);
        const offX = (nearest(own[k]!, fromX!, turn) - fromX!) * wide;
        const off = distanceToSegment(offX, own[k + 1]! - fromY!, (toX - fromX!) * wide, toY - fromY!);
        // a place without an image makes it NaN
        worst = Math.max(worst, off * metresPerUnit);
      }
      return worst;
    });
  };
}

/** From a point to the line between 0, 0 and another. */
function distanceToSegment(x: number, y: number, endX: number, endY: number): number {
  const square = endX * endX + endY * endY;
  const share = square === 0 ? 0 : Math.max(0, Math.min(1, (x * endX + y * endY) / square));
  return Math.hypot(x - share * endX, y - share * endY);
}

/** The longitude that means the same within half a turn of another. */
function nearest(x: number, other: number, turn: number | undefined): number {
  return turn === undefined ? x : x - turn * Math.round((x - other) / turn);
}

/** The column with a vertex in the middle of each of the edges. */
function withVertices(column: GeometryColumn, halved: readonly Edge[]): GeometryColumn {
  const places = halved
    .map((edge) => ({ vertex: edge.vertex, t: middleOf(edge), at: along(edge, 0.5) }))
    .toSorted((a, b) => a.vertex - b.vertex || a.t - b.t);
  const { length, partKinds, partOffsets, ringOffsets, xy } = column;
  const result = allocateColumn({
    features: length,
    parts: partKinds.length,
    rings: ringOffsets.length - 1,
    vertices: xy.length / 2 + places.length,
  });
  result.kinds.set(column.kinds.subarray(0, length));
  result.partKinds.set(partKinds);
  result.geomOffsets.set(column.geomOffsets.subarray(0, length + 1));
  result.partOffsets.set(partOffsets.subarray(0, partKinds.length + 1));
  let [ring, next] = [0, 0];
  for (let vertex = 0, to = 0; vertex <= xy.length / 2; vertex++) {
    while (ring < ringOffsets.length && ringOffsets[ring] === vertex) result.ringOffsets[ring++] = to;
    if (vertex === xy.length / 2) break;
    result.xy.set(xy.subarray(2 * vertex, 2 * vertex + 2), 2 * to++);
    for (; places[next]?.vertex === vertex; next++) result.xy.set(places[next]!.at, 2 * to++);
  }
  return result;
}
