import { expect, test } from "vitest";
import { TaskDisplays } from "../../kernel/display/task-displays.ts";
import type { MimeBundle } from "../../kernel/protocol/output.ts";
import { ManualClock } from "../fixtures/manual-clock.ts";
import { oneSquare, type SampleTask, sampleTask } from "./sample-task.ts";

interface Message {
  readonly type: "display" | "update";
  readonly id: string;
  readonly text: string;
  readonly atMs: number;
}

/** Displays whose messages are kept; `cell.current` is the one that submits. */
function setup() {
  const clock = new ManualClock();
  const messages: Message[] = [];
  const cell: { current: object | undefined } = { current: {} };
  const push = (type: Message["type"], id: string, bundle: MimeBundle): void => {
    messages.push({ type, id, text: String(bundle["text/plain"]), atMs: clock.now() });
  };
  let ids = 0;
  const displays = new TaskDisplays({
    clock,
    output: {
      display: (bundle, options) => push("display", options?.displayId ?? "", bundle),
      update: (id, bundle) => push("update", id, bundle),
    },
    newId: () => `d${++ids}`,
    currentCell: () => cell.current,
    whereThrown: ({ message }) => [`in ${message}`],
  });
  const submit = (given: Partial<SampleTask> = {}): SampleTask => {
    const task = sampleTask(given);
    displays.submitted({ task });
    return task;
  };
  const change = (task: SampleTask, next: Partial<SampleTask>): void => {
    Object.assign(task, next);
    displays.changed({ type: hasEnded(task) ? "settled" : "progress", task });
  };
  return { clock, messages, cell, displays, submit, change };
}

function hasEnded({ state }: SampleTask): boolean {
  return ["complete", "failed", "canceled"].includes(state.status);
}

const complete = { state: { status: "complete", result: oneSquare }, fraction: 1 } as const;
const running = { state: { status: "running" } } as const;

test("a task has its display within the call that submits it, and ends in place", () => {
  const { clock, messages, submit, change } = setup();
  const task = submit();
  expect(messages).toEqual([{ type: "display", id: "d1", text: "buffer roads  · queued  (see %tasks)", atMs: 0 }]);
  change(task, { ...running, fraction: 0.5 });
  clock.advance(100);
  change(task, complete);
  clock.advance(100);
  expect(messages.slice(1)).toEqual([
    { type: "update", id: "d1", text: "buffer roads  █████░░░░░ 50 %  0 s  (see %tasks)", atMs: 100 },
    { type: "update", id: "d1", text: "buffer roads  ✓ 1 feature, Polygon, EPSG:4326", atMs: 200 },
  ]);
  clock.advance(60_000);
  expect(messages).toHaveLength(3);
});

test("a task with parts shows them all in its one display", () => {
  const { clock, messages, submit, change } = setup();
  const parts = [sampleTask({ description: "one", ...running, fraction: 0.5 }), sampleTask({ description: "two" })];
  const whole = submit({ description: "batch", subTasks: parts });
  for (const part of parts) Object.assign(part, complete);
  change(whole, complete);
  clock.advance(1000);
  expect(messages.map(({ type, text }) => [type, text.split("\n").map((line) => line.trim())])).toEqual([
    [
      "display",
      ["2 tasks  ██░░░░░░░░ 25 %  1 running, 1 queued  (see %tasks)", "one  █████░░░░░ 50 %  0 s", "two  · queued"],
    ],
    ["update", ["2 tasks  2 complete", "one  ✓ 1 feature, Polygon, EPSG:4326", "two  ✓ 1 feature, Polygon, EPSG:4326"]],
  ]);
});

test("ten updates a second are the most", () => {
  const { clock, messages, submit, change } = setup();
  const task = submit(running);
  for (let i = 1; i <= 1000; i++) {
    change(task, { fraction: i / 1001 });
    clock.advance(5);
  }
  expect(messages.length).toBeLessThanOrEqual(51);
  expect(messages.length).toBeGreaterThanOrEqual(48);
});

test("elapsed time moves on while a task says nothing", () => {
  const { clock, messages, submit } = setup();
  const task = submit(running);
  for (const elapsedMs of [1000, 2000, 3000]) {
    task.elapsedMs = elapsedMs;
    clock.advance(1000);
  }
  expect(messages.map(({ text }) => / (\d+) s/.exec(text)?.[1])).toEqual(["0", "1", "2", "3"]);
});

test("from the eleventh on the tasks of a cell share one display", () => {
  const { clock, messages, submit, change } = setup();
  const tasks = Array.from({ length: 13 }, (_, i) => submit({ id: i + 1, description: `task ${i + 1}` }));
  expect(messages.filter(({ type }) => type === "display").map(({ id }) => id)).toEqual(
    Array.from({ length: 11 }, (_, i) => `d${i + 1}`),
  );
  for (const task of tasks) change(task, complete);
  clock.advance(2000);
  expect(messages.findLast(({ id }) => id === "d11")?.text).toBe(
    [
      "3 tasks  3 complete",
      "  task 11  ✓ 1 feature, Polygon, EPSG:4326",
      "  task 12  ✓ 1 feature, Polygon, EPSG:4326",
      "  task 13  ✓ 1 feature, Polygon, EPSG:4326",
    ].join("\n"),
  );
});

test("a shared display that had ended goes on when the cell submits again", () => {
  const { clock, messages, submit, change } = setup();
  for (let i = 0; i < 10; i++) change(submit(), complete);
  change(submit({ description: "first" }), complete);
  clock.advance(5000);
  const second = submit({ description: "second" });
  clock.advance(1000);
  change(second, complete);
  clock.advance(1000);
  expect(messages.filter(({ type }) => type === "display")).toHaveLength(11);
  expect(messages.at(-1)?.text).toMatch(/^2 tasks {2}2 complete\n/);
});

test("every cell counts for itself", () => {
  const { messages, submit, cell } = setup();
  for (let i = 0; i < 10; i++) submit();
  cell.current = {};
  submit();
  expect(messages.at(-1)).toMatchObject({ type: "display", text: "buffer roads  · queued  (see %tasks)" });
});

test("what is submitted outside of cells has no display", () => {
  const { messages, submit, cell } = setup();
  cell.current = undefined;
  submit();
  expect(messages).toEqual([]);
});

test("1,000 submits in one cell: at most 100 messages in any second, and the last states are right", () => {
  const { clock, messages, submit, change } = setup();
  const tasks = Array.from({ length: 1000 }, (_, i) => submit({ id: i + 1, description: `task ${i + 1}` }));
  for (const [index, task] of tasks.entries()) {
    change(task, { ...running, fraction: 0.5 });
    clock.advance(4);
    const end = index % 100 === 7 ? ({ state: { status: "canceled", reason: "user" } } as const) : complete;
    change(task, end);
  }
  clock.advance(3000);
  for (const { atMs } of messages) {
    expect(messages.filter((other) => other.atMs >= atMs && other.atMs < atMs + 1000).length).toBeLessThanOrEqual(100);
  }
  const last = new Map(messages.map(({ id, text }) => [id, text]));
  expect(last.size).toBe(11);
  expect(last.get("d8")).toBe("task 8  ⊘ cancelled");
  expect(last.get("d10")).toBe("task 10  ✓ 1 feature, Polygon, EPSG:4326");
  const lines = last.get("d11")?.split("\n") ?? [];
  expect(lines[0]).toBe("990 tasks  981 complete, 9 cancelled");
  expect(lines.filter((line) => line.includes("cancelled")).length).toBe(10);
  expect(lines.at(-1)).toBe("  … 790 more");
});

test("flush brings every display up to date, for a reply after which nobody listens", () => {
  const { messages, displays, submit, change } = setup();
  const tasks = Array.from({ length: 30 }, () => submit());
  for (const task of tasks) change(task, complete);
  displays.flush();
  const last = new Map(messages.map(({ id, text }) => [id, text]));
  expect([...last.values()].every((text) => !text.includes("see %tasks"))).toBe(true);
});

test("the table of %tasks follows its tasks until all have ended", () => {
  const { clock, messages, displays, cell, change } = setup();
  const task = sampleTask({ id: 7, ...running });
  displays.showTable([task]);
  cell.current = undefined;
  change(task, { fraction: 0.5 });
  clock.advance(250);
  change(task, complete);
  clock.advance(250);
  expect(messages.map(({ text }) => text)).toEqual([
    "1 running   %cancel N  %hold N  %resume N\n7  ▸ buffer roads  ░░░░░░░░░░ 0 %  0 s",
    "1 running   %cancel N  %hold N  %resume N\n7  ▸ buffer roads  █████░░░░░ 50 %  0 s",
    "1 complete\n7  ✓ buffer roads  1 feature, Polygon, EPSG:4326",
  ]);
  expect(clock.pending).toBe(1);
  clock.advance(1000);
  expect(clock.pending).toBe(0);
});

test("the table still says what a task made when its result is gone", () => {
  const { messages, displays, submit, change } = setup();
  const task = submit({ id: 3 });
  change(task, complete);
  displays.showTable([sampleTask({ id: 3, state: { status: "complete", result: undefined } })]);
  expect(messages.at(-1)?.text).toBe("1 complete\n3  ✓ buffer roads  1 feature, Polygon, EPSG:4326");
});
