import type { GeometryAt } from "../geometry-at.ts";
import { AreaEdges, signedArea } from "./area-edges.ts";
import { Crossings } from "./crossings.ts";
import { Depths } from "./depths.ts";
import { EdgeGrid } from "./edge-grid.ts";
import { type Rule, type TracedRing, Tracer } from "./trace.ts";

/** A shell, then its holes; not closed, and the area is on the right. */
export type RingList = readonly Float64Array[];

const RULES = {
  union: (first, second) => first + second > 0,
  intersection: (first, second) => first > 0 && second > 0,
  difference: (first, second) => first > 0 && second === 0,
} satisfies Record<string, Rule>;

const edges = new AreaEdges();
const grid = new EdgeGrid();
const crossings = new Crossings();
const depths = new Depths();
const tracer = new Tracer();

/**
 * The union of valid polygons, as the geometry library makes it, in one pass over all of them: the stretches of their
 * rings that lie in no other. Undefined where something touches something else, or nearly so, and where it is not all area:
 * then the library has to see to it.
 */
export function uniteAreas(members: readonly GeometryAt[]): readonly RingList[] | undefined {
  const rings = overlay([members], RULES.union);
  if (rings === undefined) return undefined;
  // what is joined by crossings is one polygon
  const polygonOf = joinedParts();
  const polygons = new Map<number, { shell?: Float64Array; holes: Float64Array[] }>();
  for (const { xy, part } of rings) {
    const own = polygons.get(polygonOf[part]!) ?? { holes: [] };
    polygons.set(polygonOf[part]!, own);
    const area = signedArea(xy, 0, xy.length / 2);
    if (area > 0) own.holes.push(xy);
    else if (own.shell === undefined && area < 0) own.shell = xy;
    else return undefined;
  }
  const lists: RingList[] = [];
  for (const { shell, holes } of polygons.values()) {
    if (shell === undefined) return undefined;
    lists.push([shell, ...holes]);
  }
  return lists;
}

/**
 * What a feature of valid polygons has in common with the union of others, or what they leave of it: polygons, or
 * "all" of it as it is. Undefined as with `uniteAreas`.
 */
export function cutArea(
  feature: GeometryAt,
  others: readonly GeometryAt[],
  rule: "intersection" | "difference",
): readonly RingList[] | "all" | undefined {
  const rings = overlay([[feature], others], RULES[rule]);
  if (rings === undefined) return undefined;
  const own = edges.partOf.filter((part) => edges.sideOf[part] === 0).length;
  if (rings.length === own && rings.every(({ isWhole, part }) => isWhole && edges.sideOf[part] === 0)) return "all";
  return polygonsOf(rings);
}

/** @param sides the features of each */
function overlay(sides: readonly (readonly GeometryAt[])[], rule: Rule): readonly TracedRing[] | undefined {
  edges.clear();
  for (const [side, members] of sides.entries())
    for (const { column, index } of members) if (!edges.add(column, index, side as 0 | 1)) return undefined;
  if (edges.rings === 0) return [];
  if (!Number.isFinite(edges.maxX - edges.minX) || !Number.isFinite(edges.maxY - edges.minY)) return undefined;
  grid.build(edges);
  if (!crossings.find(edges, grid) || !depths.find(edges, grid, crossings)) return undefined;
  return tracer.trace({ edges, crossings, depths, rule });
}

/** For each polygon the first of those that it is joined with. */
function joinedParts(): Uint32Array {
  const parent = Uint32Array.from(edges.sideOf, (_, part) => part);
  const rootOf = (start: number): number => {
    let at = start;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  for (let event = 0; event < 2 * crossings.count; event += 2) {
    const [a, b] = [0, 1].map((end) => rootOf(edges.partOf[edges.ringOf[crossings.edge[event + end]!]!]!));
    if (a! < b!) parent[b!] = a!;
    else parent[a!] = b!;
  }
  return parent.map((_, part) => rootOf(part));
}

function polygonsOf(rings: readonly TracedRing[]): readonly RingList[] | undefined {
  const shells: { readonly rings: Float64Array[]; readonly area: number }[] = [];
  const holes: Float64Array[] = [];
  for (const { xy } of rings) {
    const area = signedArea(xy, 0, xy.length / 2);
    if (area < 0) shells.push({ rings: [xy], area: -area });
    else if (area > 0) holes.push(xy);
    else return undefined;
  }
  // the smallest that has it
  const bySize = shells.toSorted((a, b) => a.area - b.area);
  for (const hole of holes) {
    const own = shells.length === 1 ? shells[0] : bySize.find((shell) => holds(shell.rings[0]!, hole));
    if (own === undefined) return undefined;
    own.rings.push(hole);
  }
  return shells.map((shell) => shell.rings);
}

/** Whether the ring lies within the shell: where an odd number of edges lie to the right of the middle of its first edge. */
export function holds(shell: Float64Array, ring: Float64Array): boolean {
  const [x, y] = [(ring[0]! + ring[2]!) / 2, (ring[1]! + ring[3]!) / 2];
  let isInside = false;
  for (let i = 0, j = shell.length - 2; i < shell.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [shell[j]!, shell[j + 1]!, shell[i]!, shell[i + 1]!];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
  }
  return isInside;
}
