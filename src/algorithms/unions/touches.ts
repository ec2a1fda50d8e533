/**
 * Where rings touch, each goes on along the area it has just gone round, so that what only touches in a point becomes
 * rings of its own: `next` is changed. (Polygons whose rings touch may be parted in more ways than one, and a tile does not
 * know how they go on beyond it.) Looks at vertices in the tile only.
 * @param slots the vertices of rings @param next the one after each, with the area on the right
 * @param codes 0 for a vertex in the tile
 * @returns 1 for the vertices that come more than once
 */
export function separateTouches(
  xy: Float64Array,
  { slots, next }: { readonly slots: readonly number[]; readonly next: Uint32Array },
  codes: Uint8Array,
): Uint8Array {
  const touching = new Uint8Array(codes.length);
  const groups = repeated(xy, slots, codes);
  if (groups.length === 0) return touching;
  const before = new Uint32Array(next.length);
  for (const v of slots) before[next[v]!] = v;
  const old = next.slice();
  for (const group of groups) {
    for (const slot of group) {
      touching[slot] = 1;
      const [x, y] = [xy[2 * slot]!, xy[2 * slot + 1]!];
      const angleOf = (other: number): number => Math.atan2(xy[2 * other + 1]! - y, xy[2 * other]! - x);
      const incoming = angleOf(before[slot]!);
      // seen from the vertex, the area lies counterclockwise of the edge it came by
      const turn = (other: number): number => {
        const angle = angleOf(old[other]!) - incoming;
        return angle <= 0 ? angle + 2 * Math.PI : angle;
      };
      next[slot] = old[group.reduce((best, other) => (turn(other) < turn(best) ? other : best))]!;
    }
  }
  return touching;
}

/** Vertices in the tile that have the same place. */
function repeated(xy: Float64Array, slots: readonly number[], codes: Uint8Array): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  const latest = new Map<number, number>();
  /** The one before with the same x; -1 for none. */
  const earlier = new Int32Array(codes.length).fill(-1);
  for (const slot of slots) {
    if (codes[slot] !== 0) continue;
    const known = latest.get(xy[2 * slot]!);
    latest.set(xy[2 * slot]!, slot);
    if (known === undefined) continue;
    earlier[slot] = known;
    let same = known;
    while (same !== -1 && xy[2 * same + 1] !== xy[2 * slot + 1]) same = earlier[same]!;
    if (same === -1) continue;
    const group = groups.get(same) ?? [same];
    group.push(slot);
    groups.delete(same);
    groups.set(slot, group);
  }
  return [...groups.values()];
}
