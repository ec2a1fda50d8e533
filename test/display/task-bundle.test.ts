import { describe, expect, test } from "vitest";
import { sharedBundle, taskBundle } from "../../kernel/display/task-bundle.ts";
import { tasksBundle } from "../../kernel/display/task-table.ts";
import { SpatialError } from "../../src/errors.ts";
import { oneSquare, type SampleTask, sampleTask } from "./sample-task.ts";

const running = sampleTask({
  state: { status: "running" },
  fraction: 0.7,
  total: { count: 10_000, noun: "features" },
  elapsedMs: 3000,
  remainingMs: 1000,
});
const invalid = new SpatialError("INVALID_GEOMETRY", "Feature 12 is invalid.\nUse --invalid fix.");

describe("one task in plain text", () => {
  test.each<[title: string, task: SampleTask, text: string]>([
    ["running", running, "buffer roads  ███████░░░ 70 %  7,000 of 10,000 features  3 s, 1 s left  (see %tasks)"],
    [
      "running, saying what it does",
      { ...running, total: undefined, text: "reading", remainingMs: undefined },
      "buffer roads  ███████░░░ 70 %  reading  3 s  (see %tasks)",
    ],
    [
      "for long",
      { ...running, total: undefined, elapsedMs: 83_000, remainingMs: 7_300_000 },
      "buffer roads  ███████░░░ 70 %  1 min 23 s, 2 h 1 min left  (see %tasks)",
    ],
    [
      "almost done",
      { ...running, fraction: 0.9999, total: undefined, remainingMs: 0 },
      "buffer roads  █████████░ 99 %  3 s, 0 s left  (see %tasks)",
    ],
    ["queued", sampleTask(), "buffer roads  · queued  (see %tasks)"],
    ["held", sampleTask({ state: { status: "held" } }), "buffer roads  ‖ held  (see %tasks)"],
    [
      "cancelling",
      { ...running, state: { status: "cancelling" } },
      "buffer roads  ███████░░░ 70 %  cancelling  (see %tasks)",
    ],
    [
      "complete",
      sampleTask({ state: { status: "complete", result: oneSquare } }),
      "buffer roads  ✓ 1 feature, Polygon, EPSG:4326",
    ],
    [
      "saved",
      sampleTask({ state: { status: "complete", result: { path: "out/a.fgb", features: 1200, bytes: 45_120 } } }),
      "buffer roads  ✓ 1,200 features written to out/a.fgb, 45.1 kB",
    ],
    [
      "saved, and big",
      sampleTask({ state: { status: "complete", result: { path: "a.fgb", features: 9, bytes: 1_250_000_000 } } }),
      "buffer roads  ✓ 9 features written to a.fgb, 1.25 GB",
    ],
    ["complete with a value", sampleTask({ state: { status: "complete", result: 5 } }), "buffer roads  ✓ done"],
    [
      "failed",
      sampleTask({ state: { status: "failed", reason: "error", error: invalid } }),
      "buffer roads  ✗ failed: Feature 12 is invalid. Use --invalid fix.",
    ],
    [
      "failed by the user's own error",
      sampleTask({ state: { status: "failed", reason: "error", error: new TypeError("x is not a function") } }),
      "buffer roads  ✗ failed: TypeError: x is not a function",
    ],
    [
      "out of memory",
      sampleTask({
        state: { status: "failed", reason: "memory", error: new SpatialError("WORKER_MEMORY", "Too big.") },
      }),
      "buffer roads  ✗ out of memory: Too big.",
    ],
    ["cancelled", sampleTask({ state: { status: "canceled", reason: "user" } }), "buffer roads  ⊘ cancelled"],
    [
      "cancelled by a dependency",
      sampleTask({ state: { status: "canceled", reason: "dependency" } }),
      "buffer roads  ⊘ cancelled: a task that it needs gave no result",
    ],
  ])("%s", (_, task, text) => {
    expect(taskBundle(task)["text/plain"]).toBe(text);
  });
});

test("a failed task shows where in the user's own text it failed", () => {
  const task = sampleTask({ state: { status: "failed", reason: "error", error: new TypeError("no") } });
  const bundle = taskBundle(task, ["Cell 4, line 2, column 3", "  2 | a < b", "    |   ^"]);
  expect(bundle["text/plain"]).toBe(
    "buffer roads  ✗ failed: TypeError: no\n  Cell 4, line 2, column 3\n    2 | a < b\n      |   ^",
  );
  expect(bundle["text/html"]).toMatch(/<pre [^>]*>Cell 4, line 2, column 3\n {2}2 \| a &lt; b\n {4}\| {3}\^<\/pre>/);
});

test("the final HTML has neither times nor ids", () => {
  const ended = sampleTask({ id: 42, state: { status: "complete", result: oneSquare }, elapsedMs: 1234, fraction: 1 });
  expect(taskBundle(ended)["text/html"]).toMatchInlineSnapshot(
    `"<div style="font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:var(--jp-ui-font-size1,13px);line-height:1.5;color:var(--jp-ui-font-color1,inherit)"><span style="color:var(--jp-success-color1,#2e7d32);display:inline-block;width:1.2em;text-align:center">✓</span> <span style="font-weight:600">buffer roads</span><span style="margin-left:10px"><span style="color:var(--jp-ui-font-color2,#767676)">1 feature, Polygon, EPSG:4326</span></span></div>"`,
  );
});

test("a bar says what it shows to those who can't see it", () => {
  expect(taskBundle(running)["text/html"]).toContain(
    'role="progressbar" aria-label="buffer roads" aria-valuenow="70" aria-valuemin="0" aria-valuemax="100"',
  );
});

test("what tasks are called and say is text, never HTML", () => {
  const description = "<img src=x onerror=alert(1)>";
  const error = new SpatialError("TASK_FAILED", `"</div><script>alert('x')</script>&`);
  const hostile = [
    sampleTask({ description, state: { status: "failed", reason: "error", error } }),
    { ...running, description, text: description },
    sampleTask({ description, state: { status: "complete", result: { path: description, features: 1, bytes: 1 } } }),
  ];
  for (const bundle of [...hostile.map((task) => taskBundle(task)), sharedBundle(hostile), tasksBundle(hostile)]) {
    const html = String(bundle["text/html"]);
    expect(html).not.toMatch(/<(?!\/?(?:div|span|table|tbody|tr|td|details|summary)\b)/);
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  }
});

test("what is said beside a bar is quiet, and no narrow page breaks it in two", () => {
  expect(taskBundle(running)["text/html"]).toMatch(/>70&nbsp;%<.*<span style="color:[^"]*">see\u00A0%tasks<\/span>/s);
});

test("a name can't break its line or turn its direction", () => {
  expect(taskBundle(sampleTask({ description: "a\nb\u202Ec\u001B[31m" }))["text/plain"]).toBe(
    "a b c  · queued  (see %tasks)",
  );
});

test("the shared table while its tasks run", () => {
  const tasks = [
    sampleTask({ description: "load roads", state: { status: "complete", result: oneSquare } }),
    running,
    sampleTask({ description: "clip" }),
  ];
  expect(sharedBundle(tasks)["text/plain"]).toMatchInlineSnapshot(`
    "3 tasks  █████░░░░░ 56 %  1 running, 1 queued, 1 complete  (see %tasks)
      load roads    ✓ 1 feature, Polygon, EPSG:4326
      buffer roads  ███████░░░ 70 %  7,000 of 10,000 features  3 s, 1 s left
      clip          · queued"
  `);
});

test("a long shared table of ended tasks folds up", () => {
  const tasks = Array.from({ length: 13 }, () => sampleTask({ state: { status: "canceled", reason: "user" } }));
  expect(sharedBundle(tasks)["text/html"]).toContain("<details>");
  expect(sharedBundle(tasks.slice(1))["text/html"]).not.toContain("<details>");
});

test("%tasks lists numbers, and how to steer while something runs", () => {
  const tasks = [
    sampleTask({ id: 9, state: { status: "complete", result: oneSquare } }),
    { ...running, id: 10, description: "clip", keep: true },
    sampleTask({ id: 11, priority: 5 }),
  ];
  expect(tasksBundle(tasks)["text/plain"]).toMatchInlineSnapshot(`
    "1 running, 1 queued, 1 complete   %cancel N  %hold N  %resume N
     9  ✓ buffer roads  1 feature, Polygon, EPSG:4326
    10  ▸ clip          ███████░░░ 70 %  7,000 of 10,000 features  3 s, 1 s left  kept on interrupt
    11  · buffer roads  queued  priority 5"
  `);
  expect(tasksBundle([])["text/plain"]).toBe("No tasks yet. %algorithms lists what can be run.");
});

test("%tasks indents parts, and tells lanes, their memory and what is waited for", () => {
  const parts = [
    { ...running, id: 12, description: "north", lanes: [1], memoryBytes: 11_300_000 },
    sampleTask({ id: 13, description: "south", waitsFor: [{ id: 12, description: "north" }] }),
  ];
  const whole = {
    ...running,
    id: 11,
    description: "all",
    total: undefined,
    lanes: [1, 0],
    memoryBytes: 1_240_000_000,
    subTasks: parts,
  };
  expect(tasksBundle([whole])["text/plain"]).toMatchInlineSnapshot(`
    "1 running   %cancel N  %hold N  %resume N
    11  ▸ all      ███████░░░ 70 %  3 s, 1 s left  lanes 1, 2  1.2 GB
    12    ▸ north  ███████░░░ 70 %  7,000 of 10,000 features  3 s, 1 s left  lane 2  12 MB
    13    · south  queued  waits for 12"
  `);
  expect(tasksBundle([whole])["text/html"]).toMatch(/padding-left:18px.*lane 2&ensp;12 MB/s);
});

test("of very many tasks %tasks lists those that have not ended, and the latest", () => {
  const ended = Array.from({ length: 300 }, (_, i) =>
    sampleTask({ id: i + 1, state: { status: "canceled", reason: "user" } }),
  );
  const tasks = ended.map((task) => (task.id === 7 ? sampleTask({ id: 7 }) : task));
  const [head, ...rows] = String(tasksBundle(tasks)["text/plain"]).split("\n");
  expect(head).toBe("1 queued, 299 cancelled   %cancel N  %hold N  %resume N   … 200 earlier");
  expect(rows.map((row) => Number.parseInt(row, 10))).toEqual([7, ...Array.from({ length: 99 }, (_, i) => 202 + i)]);
});
