import type { Lane, LaneOptions } from "../../../src/tasks/lane.ts";
import { openPoolLane } from "../../../src/tasks/pool-lane.ts";
import { openThreadLane } from "./thread-lane.ts";

/** What must behave alike: the product's lane, and one that shares no code with it. */
export const LANE_KINDS: readonly (readonly [string, (options: LaneOptions) => Lane])[] = [
  ["node-worker-threads-pool", openPoolLane],
  ["bare worker_threads", openThreadLane],
];
