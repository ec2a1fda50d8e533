import type { Geometry, Position } from "geojson";
import { describe, expect, test } from "vitest";
import { featureArea } from "../../src/geometry/measures.ts";
import { columnOf } from "./columns.ts";
import { engines, round, run } from "./engines.ts";

/** Convex polygons of which GEOS 3.13 and 3.14 leave nothing at distance -1: their inscribed radii are 1.0526 and 1.1111. */
const vanishing: readonly Position[][] = [
  [[23.32819, 0], [23.276053, 0.045314], [25.336062, 3.713758], [25.481867, 3.6474], [26.689726, 2.158445], [27.052099, 1.340909], [23.32819, 0]],
  [[335.27108, 0], [335.249804, -0.1161], [331.019445, -1.967357], [330.910375, -1.827441], [330.511586, -0.104232], [330.653229, 0.898515], [335.27108, 0]],
]; // prettier-ignore
const far = (ring: readonly Position[], x = 500_000, y = 5_000_000): Position[] =>
  ring.map(([px, py]) => [px! + x, py! + y]);

describe.each(engines.map((engine) => [engine.name, engine] as const))("%s", (_, engine) => {
  const areaOf = (geometry: Geometry, distance: number) =>
    run(engine, (g) => engine.buffer(g, distance, round), geometry).area;

  test.each(vanishing)("what is left of a small convex polygon is what its sides leave", (...ring) => {
    expect(areaOf({ type: "Polygon", coordinates: [far(ring)] }, -1)).toBeCloseTo(erodedArea(ring, 1), 6);
  });

  test("parts of a multipolygon are looked at one by one", () => {
    const parts = [...vanishing, square(60)].map((ring) => [far(ring)]);
    const expected = [...vanishing, square(60)].map((ring) => erodedArea(ring, 1)).reduce((a, b) => a + b);
    expect(areaOf({ type: "MultiPolygon", coordinates: parts }, -1)).toBeCloseTo(expected, 6);
  });

  test("a hole that shrinks does not vanish either", () => {
    for (const hole of vanishing) {
      const frame = far([[-1000, -1000], [1000, -1000], [1000, 1000], [-1000, 1000], [-1000, -1000]]); // prettier-ignore
      const grown = areaOf({ type: "Polygon", coordinates: [frame] }, 1);
      const withHole = areaOf({ type: "Polygon", coordinates: [frame, far(hole)] }, 1);
      expect(grown - withHole).toBeCloseTo(erodedArea(hole, 1), 4);
    }
  });

  test("what lies in a hole grows into it", () => {
    const [hole] = vanishing as [Position[]];
    const frame = far([[-1000, -1000], [1000, -1000], [1000, 1000], [-1000, 1000], [-1000, -1000]]); // prettier-ignore
    const island = far([[25.4, 1.6], [25.5, 1.6], [25.5, 1.7], [25.4, 1.7], [25.4, 1.6]]); // prettier-ignore
    const grown = areaOf({ type: "Polygon", coordinates: [frame] }, 1);
    const both = areaOf({ type: "MultiPolygon", coordinates: [[frame, far(hole)], [island]] }, 1);
    expect(both).toBeCloseTo(grown, 3);
  });

  test("of random convex polygons none vanishes below its inscribed radius, and all do above it", () => {
    const random = seeded(7);
    for (let i = 0; i < 120; i++) {
      const ring = convexRing(random);
      const radius = inscribedRadius(ring);
      const polygon: Geometry = { type: "Polygon", coordinates: [far(ring, 100_000 * random(), 5e6)] };
      const distance = radius * (0.5 + 0.45 * random());
      const left = areaOf(polygon, -distance);
      // both engines straighten what they buffer by up to 1 % of the distance
      expect(left).toBeGreaterThan(erodedArea(ring, distance * 1.01) - 1e-6);
      expect(left).toBeLessThan(erodedArea(ring, distance * 0.99) + 1e-6);
      expect(left).toBeGreaterThan(0);
      expect(areaOf(polygon, -radius * 1.02)).toBe(0);
    }
  });
});

function square(x: number): Position[] {
  return [[x, 0], [x + 9, 0], [x + 9, 9], [x, 9], [x, 0]]; // prettier-ignore
}

/** The intersection of the half-planes inside of a convex ring's sides, each moved in by the distance. */
function eroded(ring: readonly Position[], distance: number): Position[] {
  let left = ring.slice(0, -1);
  const turn = Math.sign(signedArea(ring));
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay, bx, by] = [...ring[i - 1]!, ...ring[i]!] as [number, number, number, number];
    const length = Math.hypot(bx - ax, by - ay);
    const inside = ([x, y]: Position) => (turn * ((bx - ax) * (y! - ay) - (by - ay) * (x! - ax))) / length - distance;
    left = left.flatMap((p, k) => {
      const q = left[(k + 1) % left.length]!;
      const [dp, dq] = [inside(p), inside(q)];
      const share = dp / (dp - dq);
      const cut: Position = [p[0]! + share * (q[0]! - p[0]!), p[1]! + share * (q[1]! - p[1]!)];
      return [...(dp >= 0 ? [p] : []), ...(dp >= 0 !== dq >= 0 ? [cut] : [])];
    });
  }
  return left;
}

function erodedArea(ring: readonly Position[], distance: number): number {
  const left = eroded(ring, distance);
  return left.length < 3 ? 0 : featureArea(columnOf({ type: "Polygon", coordinates: [[...left, left[0]!]] }), 0);
}

function inscribedRadius(ring: readonly Position[]): number {
  let [low, high] = [0, 100];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (eroded(ring, middle).length > 0) low = middle;
    else high = middle;
  }
  return low;
}

function signedArea(ring: readonly Position[]): number {
  return ring.slice(1).reduce((sum, [x, y], i) => sum + (ring[i]![0]! * y! - x! * ring[i]![1]!) / 2, 0);
}

/** Corners on an ellipse at random angles, many of them close together. */
function convexRing(random: () => number): Position[] {
  const angles = Array.from({ length: 3 + Math.floor(6 * random()) }, () => 2 * Math.PI * random()).toSorted(
    (a, b) => a - b,
  );
  const [wide, high] = [1 + 4 * random(), 1 + 4 * random()];
  const ring = angles.map((angle): Position => [wide * Math.cos(angle), high * Math.sin(angle)]);
  return [...ring, ring[0]!];
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
