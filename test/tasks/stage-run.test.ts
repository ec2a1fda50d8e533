import { expect, test } from "vitest";
import { StageRun } from "../../src/tasks/stage-run.ts";

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
