import fc from "fast-check";
import { expect, test } from "vitest";
import { type Arrow, type GraphBox, type Layout, layOut } from "../../kernel/display/graph-layout.ts";

const box: fc.Arbitrary<GraphBox> = fc.record({
  length: fc.integer({ min: 10, max: 200 }),
  breadth: fc.integer({ min: 10, max: 40 }),
});

/** Boxes and arrows that go to later ones. */
const graph = fc.array(box, { minLength: 2, maxLength: 20 }).chain((boxes) => {
  const place = fc.nat(boxes.length - 1);
  const arrow = fc.tuple(place, place, fc.constantFrom("a", "b")).filter(([from, to]) => from !== to);
  return fc.record({
    boxes: fc.constant(boxes),
    arrows: fc
      .array(arrow, { maxLength: 25 })
      .map((found): Arrow<string>[] =>
        found.map(([x, y, kind]) => ({ from: Math.min(x, y), to: Math.max(x, y), kind })),
      ),
  });
});

test("boxes never overlap, and all of them are in the picture", () => {
  fc.assert(
    fc.property(graph, ({ boxes, arrows }) => {
      const { places, size } = layOut(boxes, arrows);
      const spans = boxes.map(({ length, breadth }, index) => {
        const { along, across } = places[index]!;
        return { left: along, right: along + length, top: across, bottom: across + breadth };
      });
      for (const [index, one] of spans.entries()) {
        expect(Math.min(one.left, one.top)).toBeGreaterThan(-1e-6);
        expect(one.right).toBeLessThanOrEqual(size.along);
        expect(one.bottom).toBeLessThan(size.across + 1e-6);
        for (const other of spans.slice(index + 1)) {
          const apart = Math.max(
            one.left - other.right,
            other.left - one.right,
            one.top - other.bottom,
            other.top - one.bottom,
          );
          expect(apart).toBeGreaterThan(5);
        }
      }
    }),
  );
});

test("every arrow can be followed from its box to the other one, forwards all the way", () => {
  fc.assert(
    fc.property(graph, ({ boxes, arrows }) => {
      const layout = layOut(boxes, arrows);
      for (const { from, to, kind } of arrows) {
        const start = middle(layout, boxes, from, boxes[from]!.length);
        expect(reachable(layout, kind, start).has(middle(layout, boxes, to, 0))).toBe(true);
      }
      for (const { from, to } of layout.pieces) expect(to.along).toBeGreaterThan(from.along);
    }),
  );
});

function middle({ places }: Layout<string>, boxes: readonly GraphBox[], index: number, ahead: number): string {
  const { along, across } = places[index]!;
  return pointText(along + ahead, across + boxes[index]!.breadth / 2);
}

function pointText(along: number, across: number): string {
  return `${along.toFixed(3)} ${(across + 1e-9).toFixed(3)}`;
}

/** All ends that pieces of one kind lead to. */
function reachable({ pieces }: Layout<string>, kind: string, start: string): Set<string> {
  const next = new Map<string, string[]>();
  for (const { from, to, kind: its } of pieces) {
    const begin = pointText(from.along, from.across);
    if (its === kind) next.set(begin, [...(next.get(begin) ?? []), pointText(to.along, to.across)]);
  }
  const found = new Set([start]);
  for (const point of found) for (const end of next.get(point) ?? []) found.add(end);
  return found;
}

test("what nothing leads to stands just before its first use", () => {
  const boxes = Array.from({ length: 4 }, () => ({ length: 10, breadth: 10 }));
  const chain = [0, 1].map((from) => ({ from, to: from + 1, kind: "a" }));
  const { places } = layOut(boxes, [...chain, { from: 3, to: 2, kind: "a" }]);
  expect(places[3]!.along).toBe(places[1]!.along);
});

test("arrows that need not cross do not", () => {
  const boxes = Array.from({ length: 5 }, () => ({ length: 10, breadth: 10 }));
  // the target that both share is listed first, and has to come between the others
  const arrows = [
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 4],
  ].map(([from = 0, to = 0]) => ({ from, to, kind: "a" }));
  const { pieces } = layOut(boxes, arrows);
  const crossings = pieces.flatMap((one, index) =>
    pieces.slice(index + 1).filter((other) => {
      const [starts, ends] = [one.from.across - other.from.across, one.to.across - other.to.across];
      return starts * ends < -1e-6;
    }),
  );
  expect(crossings).toEqual([]);
});

test("arrows of one kind that leave a box share their way", () => {
  const boxes = Array.from({ length: 5 }, () => ({ length: 10, breadth: 10 }));
  const chain = [0, 1, 2, 3].map((from) => ({ from, to: from + 1, kind: "a" }));
  const far = [3, 4, 4].map((to) => ({ from: 0, to, kind: "b" }));
  // three columns are passed; curves lead to each of them and to both ends
  expect(layOut(boxes, [...chain, ...far]).pieces.filter(({ kind }) => kind === "b")).toHaveLength(3 + 3 + 2);
});

test("a circle, which tasks can't make, is drawn all the same", () => {
  const boxes = Array.from({ length: 2 }, () => ({ length: 10, breadth: 10 }));
  const { places } = layOut(boxes, [
    { from: 0, to: 1, kind: "a" },
    { from: 1, to: 0, kind: "a" },
  ]);
  expect(places).toHaveLength(2);
});
