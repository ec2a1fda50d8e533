import type { Vertex } from "./osm-elements.ts";

export interface OsmRing {
  readonly vertices: readonly Vertex[];
}

/** Closed rings of pieces that meet at their ends; what does not close is left out. */
export function assembleRings(pieces: readonly (readonly Vertex[])[]): OsmRing[] {
  const rings: OsmRing[] = [];
  const open = new Set(pieces.filter((piece) => piece.length > 1));
  const ends = endsOf(open);
  for (const first of open) {
    open.delete(first);
    const vertices = [...first];
    while (!isClosed(vertices)) {
      const next = nextPiece(vertices.at(-1)!.node, ends, open);
      if (next === undefined) break;
      open.delete(next);
      const isForward = next[0]!.node === vertices.at(-1)!.node;
      vertices.push(...(isForward ? next : next.toReversed()).slice(1));
    }
    if (isClosed(vertices) && vertices.length > 3) rings.push({ vertices });
  }
  return rings;
}

type Piece = readonly Vertex[];

function endsOf(pieces: Iterable<Piece>): Map<string, Piece[]> {
  const ends = new Map<string, Piece[]>();
  for (const piece of pieces)
    for (const { node } of [piece[0]!, piece.at(-1)!]) ends.set(node, [...(ends.get(node) ?? []), piece]);
  return ends;
}

function nextPiece(
  node: string,
  ends: ReadonlyMap<string, readonly Piece[]>,
  open: ReadonlySet<Piece>,
): Piece | undefined {
  return ends.get(node)?.find((piece) => open.has(piece));
}

function isClosed(vertices: Piece): boolean {
  return vertices.length > 1 && vertices[0]!.node === vertices.at(-1)!.node;
}

/** Shells, each with the holes in it behind it. A ring within an even number of others is a shell. */
export function nestRings(rings: readonly OsmRing[]): OsmRing[][] {
  const around = rings.map((ring) => rings.filter((other) => other !== ring && contains(other, ring)));
  const polygons = new Map<OsmRing, OsmRing[]>();
  for (const [i, ring] of rings.entries()) if (around[i]!.length % 2 === 0) polygons.set(ring, [ring]);
  for (const [i, ring] of rings.entries()) {
    const depth = around[i]!.length;
    if (depth % 2 === 0) continue;
    const shell = around[i]!.find((other) => around[rings.indexOf(other)]!.length === depth - 1);
    if (shell !== undefined) polygons.get(shell)?.push(ring);
  }
  return [...polygons.values()];
}

/** By a vertex of the inner one that is none of the outer one's: rings may touch. */
function contains(outer: OsmRing, inner: OsmRing): boolean {
  const own = new Set(outer.vertices.map(({ node }) => node));
  const probe = inner.vertices.find(({ node }) => !own.has(node));
  if (probe === undefined) return false;
  const [x, y] = probe.place;
  let isInside = false;
  for (let i = 1; i < outer.vertices.length; i++) {
    const [[ax, ay], [bx, by]] = [outer.vertices[i - 1]!.place, outer.vertices[i]!.place];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}
