import fc from "fast-check";
import { expect, test } from "vitest";
import { planChunks } from "../../src/algorithms/chunks.ts";
import { GeometryBuilder } from "../../src/geometry/builder.ts";
import { Kind } from "../../src/geometry/column.ts";

function lines(lengths: readonly number[]) {
  const builder = new GeometryBuilder();
  for (const length of lengths) {
    builder.beginFeature(Kind.LineString);
    builder.beginPart(Kind.LineString);
    builder.beginRing();
    builder.addVertices(new Float64Array(2 * length));
    builder.endFeature();
  }
  return builder.finish();
}

test("ranges follow each other and cover every feature, at most one more than asked for", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (lengths, most) => {
        const ranges = planChunks(lines(lengths), most);
        expect(ranges.length).toBeLessThanOrEqual(most + 1);
        expect(ranges[0]![0]).toBe(0);
        expect(ranges.at(-1)![1]).toBe(lengths.length);
        for (let i = 1; i < ranges.length; i++) expect(ranges[i]![0]).toBe(ranges[i - 1]![1]);
      },
    ),
    { numRuns: 50 },
  );
});

test("a large layer makes about 64 ranges of equal work", () => {
  const ranges = planChunks(lines(Array.from({ length: 6400 }, () => 96)));
  expect(ranges).toHaveLength(64);
  expect(new Set(ranges.map(([start, end]) => end - start))).toEqual(new Set([100]));
});

test("a small layer is not cut into crumbs, an empty one is one empty range", () => {
  expect(planChunks(lines([5, 5, 5]))).toEqual([[0, 3]]);
  expect(planChunks(lines([]))).toEqual([[0, 0]]);
});

test("one huge feature is a range of its own", () => {
  expect(planChunks(lines([10, 100_000, 10]))).toEqual([[0, 2], [2, 3]]); // prettier-ignore
});
