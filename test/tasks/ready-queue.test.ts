import fc from "fast-check";
import { expect, test } from "vitest";
import { type Ranked, ReadyQueue } from "../../src/tasks/ready-queue.ts";

const item = fc.record({ priority: fc.integer({ min: -5, max: 5 }), wait: fc.nat(60_000) });
const step = fc.oneof(
  { weight: 3, arbitrary: item.map((add) => ({ add })) },
  { weight: 1, arbitrary: fc.nat(50).map((drop) => ({ drop })) },
  { weight: 2, arbitrary: fc.constant({ take: true }) },
);

const rank = ({ addedAt, priority }: Ranked): number => addedAt - priority * 10_000;

/** What the rules say: ten seconds of waiting are worth one priority, then the order of adding. */
function first(items: readonly Ranked[]): Ranked | undefined {
  return items.toSorted((a, b) => rank(a) - rank(b) || a.seq - b.seq)[0];
}

test("a queue always gives what the rules put first", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new ReadyQueue<Ranked>();
      let model: Ranked[] = [];
      let now = 0;
      for (const [seq, action] of steps.entries()) {
        if ("add" in action) {
          now += action.add.wait;
          const added = { priority: action.add.priority, addedAt: now, seq };
          queue.add(added);
          model.push(added);
        } else {
          const gone = "drop" in action ? model[action.drop] : queue.peek();
          if (gone !== undefined) queue.delete(gone);
          model = model.filter((other) => other !== gone);
        }
        expect(queue.peek()).toBe(first(model));
        expect(queue.size).toBe(model.length);
      }
    }),
  );
});

test("an item that is taken out can be put back in its old place", () => {
  const queue = new ReadyQueue<Ranked>();
  const [a, b] = [1, 2].map((seq) => ({ priority: 0, addedAt: 0, seq }));
  queue.add(a!);
  queue.add(b!);
  queue.delete(a!);
  expect(queue.peek()).toBe(b);
  queue.add(a!);
  expect(queue.peek()).toBe(a);
});

test("200,000 items go in and out in well under a second each way", () => {
  const queue = new ReadyQueue<Ranked>();
  for (let seq = 0; seq < 200_000; seq++) queue.add({ priority: seq % 7, addedAt: seq / 100, seq });
  let taken = 0;
  for (let next = queue.peek(); next !== undefined; next = queue.peek()) {
    queue.delete(next);
    taken++;
  }
  expect(taken).toBe(200_000);
});
