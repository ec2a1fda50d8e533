import { expect, test } from "vitest";
import { EngineTaskFeed } from "../../kernel/display/task-feed.ts";
import { oneSquare, type SampleTask, sampleTask } from "./sample-task.ts";

function feedOf(...tasks: readonly SampleTask[]): EngineTaskFeed {
  const engine = { tasks: () => tasks, activeTasks: () => tasks, get: () => undefined, on: () => undefined };
  return new EngineTaskFeed(engine, (id) => (id === 9 ? "177 features" : undefined));
}

test("a running task has its share, what it does and how long, and no more than is seen", () => {
  const running = sampleTask({
    id: 4,
    state: { status: "running" },
    fraction: 0.70049,
    total: { count: 10_000, noun: "features" },
    text: "uniting",
    elapsedMs: 3456,
    remainingMs: 1000,
    priority: 5,
    lanes: [2, 0, 2],
    memoryBytes: 11_300_000,
  });
  expect(feedOf(running).open()).toEqual([
    {
      id: 4,
      depth: 0,
      name: "buffer roads",
      status: "running",
      fraction: 0.7,
      note: "7,004 of 10,000 features, uniting",
      waitsFor: [],
      lanes: [1, 3],
      elapsedMs: 3000,
      memoryBytes: 12_000_000,
      priority: 5,
      can: ["hold", "cancel"],
    },
  ]);
});

test("what has ended carries no times, and says what it made when its result is gone", () => {
  const ended = { elapsedMs: 5000, fraction: 1 };
  const { counts, items } = feedOf(
    sampleTask({ ...ended, id: 8, state: { status: "complete", result: oneSquare } }),
    sampleTask({ ...ended, id: 9, state: { status: "complete", result: undefined } }),
    sampleTask({ ...ended, id: 10, state: { status: "canceled", reason: "user" } }),
  ).all();
  expect(counts).toBe("2 complete, 1 cancelled");
  expect(items.map(({ note, elapsedMs, can }) => [note, elapsedMs, can])).toEqual([
    ["1 feature, Polygon, EPSG:4326", undefined, []],
    ["177 features", undefined, []],
    ["cancelled", undefined, []],
  ]);
});

test.each([
  ["queued", ["hold", "cancel"]],
  ["held", ["resume", "cancel"]],
  ["cancelling", []],
] as const)("a task that is %s has the buttons %j", (status, can) => {
  expect(feedOf(sampleTask({ state: { status } })).open()[0]!.can).toEqual(can);
});

test("a task that says so has no cancel, one that follows the main loop no hold", () => {
  const running = { state: { status: "running" } } as const;
  const items = feedOf(
    sampleTask({ ...running, canCancel: false }),
    sampleTask({ ...running, canHold: false }),
    sampleTask({ state: { status: "held" }, canCancel: false }),
  ).open();
  expect(items.map(({ can }) => can)).toEqual([["hold"], ["cancel"], ["resume"]]);
});

test("a running task that is to stand still says so, and can be resumed before it does", () => {
  const [item] = feedOf(sampleTask({ state: { status: "running" }, holding: true, text: "uniting" })).open();
  expect([item!.note, item!.can]).toEqual(["holding, uniting", ["resume", "cancel"]]);
});

test("parts stand below the whole, and hidden tasks nowhere", () => {
  const parts = [sampleTask({ id: 2 }), sampleTask({ id: 3, hidden: true }), sampleTask({ id: 4 })];
  const whole = sampleTask({ id: 1, subTasks: [sampleTask({ id: 5, subTasks: parts })] });
  const rows = feedOf(whole, sampleTask({ id: 6 }))
    .all()
    .items.map(({ id, depth }) => [id, depth]);
  expect(rows).toEqual([
    [1, 0],
    [5, 1],
    [2, 2],
    [4, 2],
    [6, 0],
  ]);
});

test("names and texts are cut to what a list needs, on one line", () => {
  const [item] = feedOf(
    sampleTask({
      description: `a\nb${"x".repeat(500)}`,
      waitsFor: Array.from({ length: 50 }, (_, index) => ({ id: index, description: "y".repeat(500) })),
    }),
  ).open();
  expect(item!.name).toMatch(/^a bx{76}…$/);
  expect(item!.waitsFor).toHaveLength(5);
  expect(item!.waitsFor[0]!.name).toHaveLength(30);
});

test("of very many tasks the latest are listed, and the others counted", () => {
  const tasks = Array.from({ length: 300 }, (_, index) =>
    sampleTask({ id: index + 1, state: { status: "canceled", reason: "user" } }),
  );
  const { counts, items } = feedOf(...tasks).all();
  expect([counts, items.length, items[0]!.id]).toEqual(["300 cancelled, 200 earlier ones not listed", 100, 201]);
  expect(feedOf().all().counts).toBe("No tasks yet");
});
