// A canceled task whose lane is inside one long engine call ends before the lane's thread does: nothing may come after.
import { once } from "node:events";
import { expect, test } from "vitest";
import type { Lane, LaneOptions } from "../../src/tasks/lane.ts";
import { LaneCells } from "../../src/tasks/lane-cells.ts";
import { openPoolLane } from "../../src/tasks/pool-lane.ts";
import { type Script, toy, toyEngine, when } from "./toy-engine.ts";

const MAY_LEAVE = 0;
const LEAVES = 1;
const LEFT = 2;

const callsEngine: Script = (memory: SharedArrayBuffer, ctx) => {
  const seen = new Int32Array(memory);
  ctx.enterEngine();
  ctx.emit("inside", 1);
  while (Atomics.load(seen, 0) === 0);
  Atomics.store(seen, 1, 1);
  ctx.leaveEngine();
  Atomics.store(seen, 2, 1);
  Atomics.notify(seen, 2);
};

test("a lane whose unit ended inside an engine call never comes out of it, however late its thread is killed", async () => {
  const looked = new AbortController();
  const engine = toyEngine({ lanes: 1, graceMs: 60_000, openLane: (options) => killedAfter(looked.signal, options) });
  const seen = new Int32Array(new SharedArrayBuffer(12));
  const task = engine.add(toy("calls", callsEngine, { input: seen.buffer }));
  await when(task, ({ type }) => type === "emit");
  task.cancel();
  expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
  Atomics.store(seen, MAY_LEAVE, 1);
  await expect.poll(() => Atomics.load(seen, LEAVES)).toBe(1);
  expect(Atomics.wait(seen, LEFT, 0, 100)).toBe("timed-out");
  looked.abort();
});

test("a call that the lane has left can't be kept, and the next one is free to end", () => {
  const cells = new LaneCells();
  cells.toggleEngine();
  const call = cells.engineCall;
  cells.toggleEngine();
  cells.toggleEngine();
  expect(cells.keepInEngine(call)).toBe(false);
  cells.toggleEngine();
  expect(cells.engineCall % 2).toBe(0);
});

/** A lane whose thread goes on after it was killed, until the signal. */
function killedAfter(signal: AbortSignal, options: LaneOptions): Lane {
  const lane = openPoolLane(options);
  const { signals, threadId } = lane;
  return {
    signals,
    newSignals: () => lane.newSignals(),
    threadId,
    post: (message) => lane.post(message),
    onMessage: (listener) => lane.onMessage(listener),
    onLost: (listener) => lane.onLost(listener),
    hold: (alive) => lane.hold(alive),
    stop: () => undefined,
    kill: async () => {
      if (!signal.aborted) await once(signal, "abort");
      await lane.kill();
    },
  };
}
