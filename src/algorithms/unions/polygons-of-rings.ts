import { signedArea } from "../../geometry/overlay/area-edges.ts";
import { holds, type RingList } from "../../geometry/overlay/overlay-areas.ts";
import type { TileRing } from "./stitch.ts";

/**
 * The polygons of a union's rings, in the order of their first ring. Undefined where the rings are not those of polygons.
 */
export function polygonsOf(rings: readonly TileRing[]): readonly RingList[] | undefined {
  const polygons = new Map<number, Float64Array[]>();
  const holes: { readonly xy: Float64Array; readonly polygon: number }[] = [];
  for (const { xy: whole, polygon, mayTouch } of rings) {
    for (const xy of mayTouch ? simpleRings(whole) : [whole]) {
      if (xy.length < 6) return undefined;
      const area = areaOf(xy);
      if (area === 0) return undefined;
      if (area > 0) holes.push({ xy, polygon });
      else if (polygons.has(polygon)) return undefined;
      else polygons.set(polygon, [xy]);
    }
  }
  const numbers = [...polygons.keys()];
  const shells = [...polygons.values()].map(([shell]) => boxed(shell!));
  for (const { xy, polygon } of holes) {
    // of a hole in a tile that is covered all around, the shell is not known
    const own = polygons.get(polygon) ?? polygons.get(numbers[shellAround(xy, shells)]!);
    if (own === undefined) return undefined;
    own.push(xy);
  }
  return [...polygons.values()];
}

/** Parts a ring where it comes to a vertex again. */
function simpleRings(xy: Float64Array): Float64Array[] {
  const found: Float64Array[] = [];
  const stack: number[] = [];
  const places = new Map<string, number>();
  for (let v = 0; v < xy.length / 2; v++) {
    const key = `${xy[2 * v]} ${xy[2 * v + 1]}`;
    const known = places.get(key);
    if (known !== undefined) {
      const loop = stack.splice(known);
      for (const one of loop) places.delete(`${xy[2 * one]} ${xy[2 * one + 1]}`);
      found.push(Float64Array.from(loop.flatMap((one) => [xy[2 * one]!, xy[2 * one + 1]!])));
    }
    places.set(key, stack.length);
    stack.push(v);
  }
  found.push(Float64Array.from(stack.flatMap((one) => [xy[2 * one]!, xy[2 * one + 1]!])));
  return found;
}

/** Twice the area, negative when the ring runs clockwise. */
function areaOf(xy: Float64Array): number {
  return signedArea(xy, 0, xy.length / 2);
}

interface BoxedRing {
  readonly xy: Float64Array;
  readonly area: number;
}

function boxed(xy: Float64Array): BoxedRing {
  return { xy, area: -areaOf(xy) };
}

/** The number of the smallest shell that the ring lies in; -1 for none. */
function shellAround(ring: Float64Array, shells: readonly BoxedRing[]): number {
  let best = -1;
  for (const [i, { xy, area }] of shells.entries())
    if ((best === -1 || area < shells[best]!.area) && holds(xy, ring)) best = i;
  return best;
}
