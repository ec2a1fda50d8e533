import type { Outputs } from "../outputs.ts";
import type { Setup, Tools } from "../setup.ts";
import type { Algorithm } from "../shapes.ts";
import type { RangeWork } from "./range-work.ts";

/** What the lanes have made of a task so far, besides ranges. */
export interface Prepared {
  readonly setup: Setup;
  /** What the algorithm's and the shape's preparation gave, in shared memory. */
  readonly prepared: unknown;
}

/** How the algorithms of one shape are run. */
export interface Runner<A extends Algorithm = Algorithm> {
  /** Once a task, in a lane, before the ranges. If absent, what the algorithm itself prepares. */
  prepare?(algorithm: A, setup: Setup, tools: Tools): unknown;
  /** Features [start, end) of the first input that may be done apart. On the main loop: quickly. */
  ranges(algorithm: A, task: Prepared): readonly (readonly [start: number, end: number])[];
  run(algorithm: A, work: RangeWork, prepared: unknown): unknown;
  /** @param parts what the ranges gave, in their order */
  join(algorithm: A, parts: readonly unknown[], task: Prepared, tools: Tools): Outputs;
  /** What joining takes of the time of all, 0 to 1. */
  joinShare(algorithm: A, values: Setup["values"]): number;
}

/** What joining takes where parts are only put one behind the other (measured: 0 to 2 %). */
export const APPENDING = 0.02;
