import { expect, test } from "vitest";
import { Flight, type FlightLane, type FlightListener } from "../../src/tasks/flight.ts";
import type { Lane } from "../../src/tasks/lane.ts";
import { LaneCells } from "../../src/tasks/lane-cells.ts";
import { ManualClock } from "../fixtures/manual-clock.ts";

interface Scene {
  readonly flight: Flight;
  readonly clock: ManualClock;
  readonly cells: LaneCells;
  /** When the lane was killed. */
  readonly kills: number[];
  readonly heard: string[];
}

/** What a flight only names to others. */
const NO_LANE: Lane = {
  signals: new LaneCells(),
  newSignals: () => expect.unreachable(),
  threadId: undefined,
  post: () => expect.unreachable(),
  onMessage: () => expect.unreachable(),
  onLost: () => expect.unreachable(),
  hold: () => expect.unreachable(),
  stop: () => expect.unreachable(),
  kill: () => expect.unreachable(),
};

/** A unit in a lane without a thread: the test plays the lane through its cells. */
function scene({ isShared = false, isAhead = false, isPast = (): boolean => false, isClaimed = true } = {}): Scene {
  const clock = new ManualClock();
  const cells = new LaneCells();
  const kills: number[] = [];
  const heard: string[] = [];
  const listener: FlightListener = {
    boarded: () => expect.unreachable(),
    begun: () => heard.push("begun"),
    returned: () => heard.push("returned"),
    text: (text) => heard.push(text),
    log: (_, text) => heard.push(text),
    emitted: (name) => heard.push(name),
    done: () => heard.push("done"),
    failed: ({ message }) => heard.push(message),
    lost: ({ reason, untouched }) => heard.push(`${reason} ${untouched ? "untouched" : "touched"}`),
  };
  const around: FlightLane = {
    lane: { ...NO_LANE, post: ({ type }) => void heard.push(type) },
    isShared,
    laneIndex: 0,
    after: (ms, call) => clock.after(ms, call),
    graceMs: 1000,
    kill: () => kills.push(clock.now()),
    abandon: () => heard.push("abandoned"),
    onStop: () => heard.push("stopping"),
    isPast,
    onTakenBack: () => heard.push("taken back"),
  };
  const flight = new Flight({ run: 7, place: 2, signals: cells }, around, listener);
  cells.offer(2, 7);
  if (isClaimed && !isAhead) cells.claim(2, 7);
  if (isAhead) return { flight, clock, cells, kills, heard };
  flight.begin();
  heard.length = 0;
  return { flight, clock, cells, kills, heard };
}

test("user code that goes on is killed after the grace period, once", () => {
  const { flight, clock, kills, cells } = scene();
  flight.stop();
  flight.stop();
  expect(cells.isCanceled(7)).toBe(true);
  clock.advance(999);
  expect(kills).toEqual([]);
  clock.advance(5000);
  expect(kills).toEqual([1000]);
  expect(clock.pending).toBe(0);
});

test("one engine call that lasts is killed after 25 ms, and its unit does not wait for the thread's end", () => {
  const { flight, clock, cells, kills, heard } = scene();
  cells.claim(2, 7);
  cells.toggleEngine();
  flight.stop();
  clock.advance(24);
  expect(heard).toEqual(["cancel", "stopping"]);
  clock.advance(1000);
  expect(kills).toEqual([25]);
  flight.lose({ reason: "lost", exitCode: 1 });
  expect(heard).toEqual(["cancel", "stopping", "lost touched"]);
});

test("an engine call that began after the cancel gets 25 ms of its own", () => {
  const { flight, clock, cells, kills } = scene();
  flight.stop();
  clock.advance(40);
  cells.toggleEngine();
  clock.advance(1000);
  expect(kills).toEqual([75]);
});

test("many short engine calls are not taken for one long one", () => {
  const { flight, clock, cells, kills } = scene();
  cells.toggleEngine();
  flight.stop();
  for (let i = 0; i < 30; i++) {
    clock.advance(20);
    cells.toggleEngine();
    cells.toggleEngine();
  }
  expect(kills).toEqual([]);
});

test("a unit that answers in time is not killed, and its timers are gone", () => {
  const { flight, clock, kills, heard } = scene();
  flight.stop();
  expect(flight.receive({ type: "done", run: 7, value: 1, recycle: false })).toBe(true);
  clock.advance(5000);
  expect(kills).toEqual([]);
  expect(clock.pending).toBe(0);
  expect(heard).toEqual(["cancel", "stopping", "done"]);
});

test("a unit that the lane has not come to is taken back when it is to stop, and the lane does not hear of it", () => {
  const { flight, cells, clock, heard } = scene({ isAhead: true });
  flight.stop();
  expect(heard).toEqual(["taken back", "returned"]);
  expect(cells.claim(2, 7)).toBe(false);
  expect(clock.pending).toBe(0);
});

test("a unit that the lane has come to, unknown to the main loop, is stopped as any other", () => {
  const { flight, cells, clock, kills, heard } = scene({ isAhead: true });
  cells.claim(2, 7);
  flight.stop();
  expect(heard).toEqual(["begun", "cancel", "stopping"]);
  clock.advance(1000);
  expect(kills).toEqual([1000]);
});

test.each([true, false])("a unit that its lane has not begun ends with its cancel (shared lane: %s)", (isShared) => {
  const { flight, cells, clock, heard, kills } = scene({ isShared, isClaimed: false });
  flight.stop();
  expect(heard).toEqual(["cancel", "stopping", "returned"]);
  expect(cells.claim(2, 7)).toBe(false);
  expect(flight.receive({ type: "heard", run: 7 })).toBe(true);
  clock.advance(5000);
  expect(kills).toEqual([]);
  expect(heard).toEqual(["cancel", "stopping", "returned"]);
});

test("a lane that should have begun the unit and does not listen is killed after the grace period", () => {
  const { flight, clock, heard, kills } = scene({ isClaimed: false });
  flight.stop();
  clock.advance(5000);
  expect(kills).toEqual([1000]);
  flight.lose({ reason: "lost", exitCode: 1 });
  expect(heard).toEqual(["cancel", "stopping", "returned"]);
});

test("a unit that was given back already leaves a lane that begins nothing any more", () => {
  const { flight, clock, heard } = scene({ isClaimed: false });
  flight.stop();
  expect(flight.takeBack()).toBe(true);
  expect(heard).toEqual(["cancel", "stopping", "returned", "taken back"]);
  expect(clock.pending).toBe(0);
});

test("a unit whose answer is on its way does not have its lane ended, which is in another one", () => {
  const { flight, cells, clock, kills } = scene({ isPast: () => true });
  cells.requestCancel(8);
  flight.stop();
  expect(cells.isCanceled(8)).toBe(true);
  cells.toggleEngine();
  clock.advance(5000);
  expect(kills).toEqual([]);
  expect(cells.engineCall).toBe(1);
});

test("a unit that the lane has left while its cancel was under way does not have its lane ended", () => {
  let isPast = false;
  const { flight, cells, clock, kills } = scene({ isPast: () => isPast });
  flight.stop();
  isPast = true;
  cells.toggleEngine();
  clock.advance(5000);
  expect(kills).toEqual([]);
  expect(cells.engineCall).toBe(1);
});

test("what the lane's last unit has done counts for nothing before this one begins", () => {
  const { flight, cells } = scene({ isClaimed: false });
  cells.raiseFraction(0.5);
  expect(flight.fraction).toBe(0);
  cells.claim(2, 7);
  expect(flight.fraction).toBe(0);
  cells.raiseFraction(0.25);
  expect(flight.fraction).toBe(0.25);
});

test("messages of another run, or after the end, are not heard", () => {
  const { flight, heard } = scene();
  flight.receive({ type: "log", run: 6, level: "info", text: "older" });
  flight.receive({ type: "text", run: 7, text: "mine" });
  flight.receive({ type: "done", run: 7, value: 1, recycle: false });
  flight.receive({ type: "log", run: 7, level: "info", text: "late" });
  flight.lose({ reason: "lost", exitCode: 1 });
  expect(heard).toEqual(["mine", "done"]);
});

test.each([
  [true, "lost touched"],
  [false, "lost untouched"],
])("a lane lost when the unit had begun (%s) says so", (isClaimed, expected) => {
  const { flight, heard } = scene({ isClaimed });
  flight.lose({ reason: "lost", exitCode: 1 });
  expect(heard).toEqual([expected]);
});

test("a unit that shares its lane is left alone after the grace period, if the lane still listens then", () => {
  const { flight, clock, kills, heard } = scene({ isShared: true });
  flight.stop();
  clock.advance(1000);
  flight.receive({ type: "heard", run: 7 });
  clock.advance(5000);
  expect(kills).toEqual([]);
  expect(heard).toEqual(["cancel", "stopping", "cancel", "lost touched", "abandoned"]);
  expect(clock.pending).toBe(0);
});

test("a shared lane that heard of the cancel but is stuck when the grace period is over is killed", () => {
  const { flight, clock, kills, cells } = scene({ isShared: true });
  cells.toggleEngine();
  flight.stop();
  flight.receive({ type: "heard", run: 7 });
  clock.advance(5000);
  expect(kills).toEqual([2000]);
});
