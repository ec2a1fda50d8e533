// Random programs over real threads: whatever users submit, cancel, hold and resume, and whatever the work does to its
// thread, the rules of the engine hold.
import fc from "fast-check";
import { expect, test } from "vitest";
import { playOnThreads } from "./play-on-threads.ts";
import { Random } from "./simulation/random.ts";
import { toyWorker } from "./toy-engine.ts";

/** Numbers that fast-check draws, so that it can look for a smaller program when one fails. */
class Drawn extends Random {
  readonly #draw: fc.GeneratorValue;

  constructor(draw: fc.GeneratorValue) {
    super(0);
    this.#draw = draw;
  }

  override next(): number {
    return this.#draw(fc.nat, { max: 2 ** 30 - 1 }) / 2 ** 30;
  }
}

test("the rules hold for random programs over real threads", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), fc.integer({ min: 1, max: 20 }), async (draw, commands) => {
      const { broken, trace } = await playOnThreads({ workerUrl: toyWorker, random: new Drawn(draw), commands });
      expect(broken, `what happened:\n${trace.join("\n")}`).toEqual([]);
    }),
    { numRuns: 25, interruptAfterTimeLimit: 15_000 },
  );
});
