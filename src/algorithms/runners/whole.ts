import type { Outputs } from "../outputs.ts";
import type { WholeAlgorithm } from "../shapes.ts";
import type { Runner } from "./runner.ts";

/** All of it is done by one piece of the step that others do in ranges. */
export const wholeRunner: Runner<WholeAlgorithm> = {
  ranges: () => [[0, 1]],
  run: (algorithm, { setup, tools }, prepared) => algorithm.run(setup, tools, prepared),
  join: (_, parts) => parts[0] as Outputs,
  joinShare: () => 0.01,
};
