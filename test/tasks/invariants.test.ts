// The rules can be broken: each of them is, by events that an engine never sends.
import { expect, test } from "vitest";
import type { TaskEvent } from "../../src/tasks/events.ts";
import type { TaskState } from "../../src/tasks/task-state.ts";
import { TaskEngine } from "../../src/tasks/engine.ts";
import type { Lane } from "../../src/tasks/lane.ts";
import { LaneCells } from "../../src/tasks/lane-cells.ts";
import { Task } from "../../src/tasks/task.ts";
import { ManualClock } from "../fixtures/manual-clock.ts";
import { Invariants } from "./invariants.ts";
import { LaneWatch } from "./lane-watch.ts";
import { ProgressRules } from "./simulation/progress-rules.ts";
import { SimLane } from "./simulation/sim-lane.ts";
import { UnitLog } from "./simulation/unit-log.ts";

type OwnEvent = Extract<TaskEvent, { readonly task: Task }>;

const needed = new Task("needed");
const task = new Task("odd", { dependsOn: [needed] });
const complete = { status: "complete", result: { key: "a", count: 3 } } as const;
const canceled = { status: "canceled", reason: "user" } as const;
const added: OwnEvent = { type: "added", task };

function state(next: TaskState): OwnEvent {
  return { type: "state", task, state: next };
}
function progress(fraction: number): OwnEvent {
  return { type: "progress", task, fraction, text: undefined };
}
function emits(count: number): OwnEvent {
  return { type: "emit", task, name: "count", value: { key: "a", count } };
}
function settled(outcome: typeof complete | typeof canceled): OwnEvent {
  return { type: "settled", task, outcome };
}

test.each<readonly [string, readonly OwnEvent[], RegExp]>([
  ["an event before the task was added", [progress(0.1)], /"progress" before it was added/],
  ["a second addition", [added, added], /added twice/],
  ["progress that falls", [added, progress(0.5), progress(0.4)], /falls from 0.5 to 0.4/],
  ["the same progress again", [added, progress(0.5), progress(0.5)], /same progress twice/],
  ["progress beyond the end", [added, progress(1.5)], /is 1.5 done/],
  ["an end without finished", [added, settled(canceled)], /finished was called 0 times/],
  ["an event after the end", [added, settled(canceled), progress(0.5)], /"progress" after its end/],
  ["a second end", [added, settled(canceled), settled(canceled)], /"settled" after its end/],
  [
    "an end that was not told",
    [added, state({ status: "running" }), settled(canceled)],
    /told running, ended as canceled/,
  ],
  ["all done, but canceled", [added, progress(1), settled(canceled)], /canceled with 1 done/],
  ["complete, but not all done", [added, settled(complete)], /complete with 0 done/],
  ["success after a cancel", [added, state({ status: "cancelling" }), state(complete)], /from cancelling to complete/],
  ["a start after the end", [added, state(canceled), state({ status: "running" })], /from canceled to running/],
  ["a value left out", [added, emits(1), emits(3)], /a emits 3 after 1/],
  ["a value that does not arrive", [added, emits(1), emits(2), settled(complete)], /a emitted 3, 2 arrived/],
  [
    "a log that is not kept",
    [added, { type: "log", task, entry: { level: "info", text: "a" } }, settled(canceled)],
    /has 0 logs, 1 were told/,
  ],
  ["a unit of what does not run", [added, { type: "unit", task, stage: 0, index: 0, lane: 0 }], /while it is added/],
  ["a unit too early", [added, { type: "unit", task, stage: 0, index: 0, lane: 0 }], /before task 0 "needed"/],
])("%s is noticed", (_, events, expected) => {
  const rules = new Invariants(() => 0);
  for (const event of events) rules.hear(event);
  expect(rules.broken.join("\n")).toMatch(expected);
});

test("a start of what is to stand still is noticed", () => {
  const rules = new Invariants(() => 0);
  rules.holdFirst(task);
  rules.hear(added);
  rules.hear(state({ status: "running" }));
  expect(rules.broken).toEqual(['task 0 "odd": goes on while it is to stand still']);
});

test("a task that never ends is noticed", () => {
  const rules = new Invariants(() => 0);
  rules.hear(added);
  rules.atEnd();
  expect(rules.broken).toEqual(['task 0 "odd": never ends (queued)']);
});

test("a life as it should be breaks no rule", () => {
  const rules = new Invariants(() => 0);
  const sound = new Task("sound");
  rules.hear({ type: "added", task: sound });
  rules.hear({ type: "state", task: sound, state: { status: "running" } });
  rules.hear({ type: "progress", task: sound, fraction: 0.5, text: "half" });
  expect(rules.broken).toEqual([]);
});

test("two units in one place of a lane, and a unit for one that is gone, are noticed", async () => {
  const broken: string[] = [];
  const watch = new LaneWatch({ report: (what) => broken.push(what), onLost: () => undefined });
  const sim = new SimLane({ onBegin: () => 1 });
  const lane = watch.over(() => sim)({ workerUrl: new URL("file:///nowhere"), heapMb: 1 });
  lane.onLost(() => undefined);
  const payload = { key: "a", acts: [], yields: true };
  lane.post({ type: "run", run: 1, place: 1, label: "a", kind: "acts", payload });
  watch.atRest();
  lane.post({ type: "run", run: 2, place: 1, label: "b", kind: "acts", payload });
  const ended = lane.kill();
  lane.post({ type: "run", run: 3, place: 3, label: "c", kind: "acts", payload });
  while (!sim.isGone) sim.moves()[0]!();
  await ended;
  expect(broken).toEqual([
    "a lane at work does not keep the process alive",
    "two units are in one place of a lane at once",
    "a unit is sent to a lane that is killed",
  ]);
  expect(watch.alive).toBe(0);
});

test("a lane that dies for nobody's fault, or goes on in a state that is unknown, is noticed", () => {
  const broken: string[] = [];
  const watch = new LaneWatch({
    report: (what) => broken.push(what),
    onLost: () => undefined,
    isTight: () => false,
  });
  const openLane = (): { sim: SimLane; lane: Lane } => {
    const sim = new SimLane({ onBegin: () => 1 });
    return { sim, lane: watch.over(() => sim)({ workerUrl: new URL("file:///nowhere"), heapMb: 1 }) };
  };
  const run = { type: "run", run: 1, place: 1, label: "a", kind: "acts" } as const;
  const innocent = openLane();
  innocent.lane.post({ ...run, payload: { key: "a", acts: [], yields: true } });
  void innocent.lane.kill();
  const { sim, lane } = openLane();
  lane.onMessage(() => undefined);
  lane.signals.offer(1, 1);
  lane.post({ ...run, payload: { key: "b", acts: ["throw late"], yields: true } });
  while (sim.moves().length > 0) sim.moves().at(-1)!();
  watch.atRest();
  expect(broken).toEqual([
    "a lane is killed with units in it that nobody has canceled",
    "a lane whose state is unknown goes on",
  ]);
});

test("units that begin in another order, or again, or answer for each other, are noticed", () => {
  const broken: string[] = [];
  const log = new UnitLog((what) => broken.push(what));
  const units = ["0/0/0", "0/0/1"].map((key) => ({ key, weight: 1, isRepeatable: false }));
  log.plan(task, [units]);
  const inLane = { payload: undefined, signals: new LaneCells(), hasBegun: true, isCanceled: false };
  log.post("0/0/1", inLane);
  log.begin("0/0/1");
  log.begin("0/0/1");
  log.checkResult(
    task,
    ["0/0/1#1", "0/0/0#1"].map((key) => ({ key, count: 0 })),
  );
  expect(broken).toEqual([
    "unit 0/0/1 starts before 0/0/0",
    "unit 0/0/1 begins 2 times",
    "answers 0/0/1,0/0/0 instead of 0/0/0,0/0/1",
  ]);
  expect(log.lose("0/0/1", false, "lost")).toBeUndefined();
  expect(log.lose("0/0/1", true, "lost")).toBe("failed lost");
});

test("progress that is told too late is noticed", () => {
  const broken: string[] = [];
  const rules = new ProgressRules({
    report: (what) => broken.push(what),
    ownFraction: () => 0.5,
    isStopping: () => false,
  });
  const follower = Task.fromPromise(() => new Promise(() => undefined));
  new TaskEngine({ workerUrl: new URL("file:///nowhere"), clock: new ManualClock() }).add(follower);
  for (const now of [0, 100, 101]) rules.atRest([follower], now, true);
  expect(broken).toEqual(["tells 0 when 0.5 has been done for 101 ms"]);
});
