import { expect, test } from "vitest";
import { StageRun } from "../../src/tasks/stage-run.ts";

test("stages count by their weights, so that a fraction says what is left", () => {
  const unit = { kind: "any", payload: undefined };
  const run = new StageRun({ stages: [() => [unit, unit], () => [unit], () => [unit]], weights: [3, 1, 4] });
  const fractions: number[] = [];
  for (run.advance(); !run.finished;) {
    const { index } = run.take()!;
    fractions.push(run.fraction([[index, 0.5]]));
    run.answer(index, undefined);
    fractions.push(run.fraction([]));
    if (run.stageComplete) run.advance();
  }
  expect(fractions).toEqual([0.75, 1.5, 2.25, 3, 3.5, 4, 6, 8].map((done) => done / 8));
});

test("where nothing is to be done, a share of it is still a number", () => {
  const run = new StageRun({
    stages: [
      () => [],
      () => {
        throw new Error("can't be joined");
      },
    ],
  });
  expect(() => run.advance()).toThrow("can't be joined");
  expect(run.fraction([])).toBeCloseTo(1 / 1.05);
});
