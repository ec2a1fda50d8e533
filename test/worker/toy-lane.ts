// A lane with toy handlers on top of the real server: what the engine's tests run in real threads.
import { parentPort, threadId } from "node:worker_threads";
import type { UnitContext, UnitHandler } from "../../src/tasks/job.ts";
import { type UnitHandlers, startLane } from "../../src/worker/lane-server.ts";
import { perform } from "./perform.ts";

/** A source text `(payload, context) => …`, so that each test shows what its unit does. */
interface Script {
  readonly script: string;
  readonly input: unknown;
}

const compile: UnitHandler = (payload, context) => {
  const { script, input } = payload as Script;
  // oxlint-disable-next-line typescript/no-implied-eval -- a test says in its own text what its unit does
  const scope = new Function("threadId", "parentPort", `return (${script});`) as (
    ...names: unknown[]
  ) => (input: unknown, ctx: UnitContext) => unknown;
  return scope(threadId, parentPort)(input, context);
};

const handlers: UnitHandlers = { script: async () => compile, acts: async () => perform };

startLane(handlers, async () => void Object.assign(globalThis, { warmedUp: true }));
