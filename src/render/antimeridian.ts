import type { MercatorGeometry } from "./mercator-geometry.ts";

/** A jump counts as a crossing only if both its ends lie this near to the antimeridian (20 degrees, unit square). */
const NEAR = 20 / 360;
/** A rectangle that spans the world has edges as long as a crossing, but few vertices. */
const FEWEST_VERTICES = 6;

/**
 * Shifts the vertices after each crossing of the antimeridian by a world, in place, so that a shape digitised as
 * "179, -179" spans 2 degrees and not 358. What GeoJSON forbids is common in practice (world-atlas). Left alone are shapes of few
 * vertices, and those whose jumps are edges of exactly one world, as many one way as the other (a world-wide rectangle).
 * @param from first vertex; `to` is one past the last.
 * @returns how many worlds lie between the first and the last vertex: not 0 for a ring around a pole.
 */
export function unwrapRing(xy: Float64Array, from: number, to: number): number {
  if (to - from < FEWEST_VERTICES || !crosses(xy, from, to)) return 0;
  let shift = 0;
  let sum = 0;
  let before = xy[2 * from]!;
  for (let v = from; v < to; v++) {
    const x = xy[2 * v]!;
    if (isCrossing(before, x)) shift -= Math.sign(x - before);
    before = x;
    xy[2 * v] = x + shift;
    sum += x + shift;
  }
  const home = Math.floor(sum / (to - from));
  if (home !== 0 && shift === 0) for (let v = from; v < to; v++) xy[2 * v]! -= home;
  return shift;
}

function crosses(xy: Float64Array, from: number, to: number): boolean {
  let turns = 0;
  for (let v = from + 1; v < to; v++) {
    const step = xy[2 * v]! - xy[2 * v - 2]!;
    if (!isCrossing(xy[2 * v - 2]!, xy[2 * v]!)) continue;
    if (Math.abs(step) < 1 - 1e-9) return true;
    turns += Math.sign(step);
  }
  return turns !== 0;
}

function isCrossing(a: number, b: number): boolean {
  return Math.abs(a - b) > 0.5 && Math.min(a, b) < NEAR && Math.max(a, b) > 1 - NEAR;
}

/**
 * A ring around a pole, once unwrapped, goes from one side of the world to the other: closes it along the edge of the
 * map, on the side of the pole it lies nearer to.
 * @param rings ascending.
 */
export function addPoles(geometry: MercatorGeometry, rings: readonly number[]): MercatorGeometry {
  const { ringOffsets, xy } = geometry;
  const out = new Float64Array(new SharedArrayBuffer(xy.byteLength + rings.length * 3 * 16));
  const offsets = new Uint32Array(new SharedArrayBuffer(ringOffsets.byteLength));
  const polar = new Set(rings);
  let at = 0;
  for (let ring = 0; ring + 1 < ringOffsets.length; ring++) {
    const vertices = xy.subarray(2 * ringOffsets[ring]!, 2 * ringOffsets[ring + 1]!);
    out.set(vertices, 2 * at);
    at += vertices.length / 2;
    if (polar.has(ring)) at = closeAtPole(out, vertices, at);
    offsets[ring + 1] = at;
  }
  return { ...geometry, ringOffsets: offsets, xy: out.subarray(0, 2 * at) };
}

function closeAtPole(out: Float64Array, ring: Float64Array, at: number): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i += 2) sum += ring[i]!;
  const edge = sum / (ring.length / 2) < 0.5 ? 0 : 1;
  const [firstX = 0, firstY = 0] = ring;
  const lastX = ring.at(-2) ?? firstX;
  out.set([lastX, edge, firstX, edge, firstX, firstY], 2 * at);
  return at + 3;
}
