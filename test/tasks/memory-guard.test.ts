import { expect, test } from "vitest";
import type { Lane } from "../../src/tasks/lane.ts";
import { LaneCells } from "../../src/tasks/lane-cells.ts";
import { MemoryGuard } from "../../src/tasks/memory-guard.ts";
import type { LaneLimits } from "../../src/tasks/thread-memory.ts";
import type { ThreadMemory } from "../../src/tasks/thread-memory.ts";

const MB = 2 ** 20;

/** What a lane holds, alive and as garbage, of large objects. */
interface Holding {
  alive: number;
  garbage: number;
}

interface Scene {
  readonly guard: MemoryGuard;
  readonly holdings: Holding[];
  /** Numbers of lanes, in the order of the calls. */
  readonly stopped: number[];
  readonly givenUp: number[];
}

function unused(): never {
  return expect.unreachable();
}

function lane(): Lane {
  const calls = { post: unused, onMessage: unused, onLost: unused, hold: unused, stop: unused, kill: unused };
  return { ...calls, signals: new LaneCells(), newSignals: unused, threadId: undefined };
}

/**
 * Lanes that answer at once, but for those that are silent; each may hold 100 MB of large objects, all together 120, and
 * the process 1,000.
 */
function scene(holdings: Holding[], { held = (): number => 0, silent = new Set<number>() } = {}): Scene {
  const lanes = holdings.map(lane);
  const stopped: number[] = [];
  const givenUp: number[] = [];
  const answer = (holding: Holding, limits: LaneLimits): ThreadMemory => {
    if (holding.alive + holding.garbage > limits.large) holding.garbage = 0;
    const large = holding.alive + holding.garbage;
    return { heap: large, large, buffers: 0 };
  };
  const guard = new MemoryGuard({
    probe: {
      budgetBytes: 1000 * MB,
      largeBytes: 100 * MB,
      allLargeBytes: 120 * MB,
      held,
      measure: (asked, limits, onAnswer) => {
        for (const one of asked.filter((each) => !silent.has(lanes.indexOf(each))))
          onAnswer(one, answer(holdings[lanes.indexOf(one)]!, limits));
      },
      rest: () => undefined,
    },
    heapBytes: 500 * MB,
    busyLanes: () => lanes.filter((_, i) => !stopped.includes(i)),
    onExhausted: (one) => void stopped.push(lanes.indexOf(one)),
    onGivenUp: (one) => Promise.resolve(void givenUp.push(lanes.indexOf(one))),
  });
  return { guard, holdings, stopped, givenUp };
}

function holds(alive: number, garbage = 0): Holding {
  return { alive: alive * MB, garbage: garbage * MB };
}

test("of lanes that hold too much in large objects together the one with the most is given up", () => {
  const { guard, holdings, stopped } = scene([holds(50), holds(60)]);
  for (let i = 0; i < 5; i++) guard.check();
  expect(stopped).toEqual([]);
  holdings[0]!.alive = 65 * MB;
  for (let i = 0; i < 5; i++) guard.check();
  expect(stopped).toEqual([0]);
});

test("garbage does not count", () => {
  const { guard, stopped } = scene([holds(50, 45), holds(55, 40)]);
  for (let i = 0; i < 5; i++) guard.check();
  expect(stopped).toEqual([]);
});

test("a lane alone may hold what all may not, as far as its own limit", () => {
  const { guard, holdings, stopped } = scene([holds(99), holds(0)]);
  for (let i = 0; i < 5; i++) guard.check();
  expect(stopped).toEqual([]);
  holdings[0]!.alive = 101 * MB;
  guard.check();
  expect(stopped).toEqual([0]);
});

test.each([
  ["that answers is not taken for the one that did", [], []],
  ["that is silent is", [1], [1]],
])("while something fills the memory a lane %s", (_, silent, expected) => {
  let held = 100 * MB;
  const { guard, stopped } = scene([holds(20), holds(30)], { held: () => held, silent: new Set(silent) });
  for (; held <= 1300 * MB; held += 300 * MB) guard.check();
  expect(stopped).toEqual(expected);
});

test("a look in the midst of a cell ends the thread; what comes of it waits for the main loop", () => {
  const { guard, stopped, givenUp } = scene([holds(101), holds(0)]);
  guard.look();
  guard.look();
  expect({ stopped, givenUp }).toEqual({ stopped: [0], givenUp: [] });
  guard.check();
  expect({ stopped, givenUp }).toEqual({ stopped: [0], givenUp: [0] });
});

test("lanes whose answers were cut off are not taken for silent ones", () => {
  let held = 100 * MB;
  const { guard, stopped } = scene([holds(20), holds(30)], { held: () => held, silent: new Set([1]) });
  guard.look();
  guard.pause();
  held = 1100 * MB;
  guard.look();
  expect(stopped).toEqual([]);
  guard.look();
  expect(stopped).toEqual([1]);
});
