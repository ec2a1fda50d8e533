import { expect, test } from "vitest";
import type { MemoryProbe } from "../../src/tasks/memory-guard.ts";
import { processMemory } from "../../src/tasks/process-memory.ts";
import { LANE_KINDS } from "./conformance/lane-kinds.ts";
import { Task } from "../../src/tasks/task.ts";
import { ManualClock } from "../fixtures/manual-clock.ts";
import { type Script, toy, toyEngine } from "./toy-engine.ts";

const MB = 2 ** 20;
/** Lanes that never answer. */
const SILENT = { largeBytes: Infinity, allLargeBytes: Infinity, measure: () => undefined, rest: () => undefined };

/** Fills array buffers, which V8's limit of a heap does not count, without ever yielding. */
const hoards: Script = () => {
  const kept: Float64Array[] = [];
  for (;;) kept.push(new Float64Array(2 ** 20).fill(kept.length));
};
const hoardsBehind: Script = (gate: SharedArrayBuffer) => {
  const cells = new Int32Array(gate);
  Atomics.store(cells, 1, 1);
  Atomics.wait(cells, 0, 0);
  const kept: Float64Array[] = [];
  for (;;) kept.push(new Float64Array(2 ** 20).fill(kept.length));
};
const counts: Script = (n: number) => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum = (sum * 31 + i) % 1_000_003;
  return sum;
};
const holds: Script = (gate: SharedArrayBuffer) => {
  const held = new Uint8Array(100_000_000).fill(1);
  while (Atomics.load(new Int32Array(gate), 0) === 0);
  return held.reduce((sum, byte) => sum + byte);
};
const waits: Script = (gate: SharedArrayBuffer) => Atomics.wait(new Int32Array(gate), 0, 0);

test.each(LANE_KINDS)(
  "over %s a task that fills the memory with array buffers ends with that reason",
  async (_, openLane) => {
    const engine = toyEngine({ memory: processMemory(process.memoryUsage.rss() + 300 * MB), openLane });
    const expected = await engine.add(toy("alone", counts, { input: 50_000_000 }));
    const hoarder = engine.add(toy("hoarder", hoards));
    const beside = engine.add(toy("beside", counts, { input: 50_000_000 }));
    expect(await hoarder.settled).toMatchObject({
      status: "failed",
      reason: "memory",
      error: {
        code: "WORKER_MEMORY",
        message: expect.stringMatching(/task 2 "hoarder" needed more memory.*held \d+ MB/),
      },
    });
    expect(await beside).toBe(expected);
    expect(await engine.add(toy("next", counts, { input: 10 }))).toBeTypeOf("number");
  },
);

test("a task that fills the memory while the main loop is kept busy ends, and is told of afterwards", async () => {
  const budgetBytes = process.memoryUsage.rss() + 300 * MB;
  const engine = toyEngine({ memory: processMemory(budgetBytes) });
  const gate = new SharedArrayBuffer(8);
  const hoarder = engine.add(toy("hoarder", hoardsBehind, { input: gate }));
  await expect.poll(() => Atomics.load(new Int32Array(gate), 1)).toBe(1); // the lane has come to it
  open(gate);
  const until = performance.now() + 60_000;
  let [highest, held] = [0, 0];
  while (performance.now() < until && (highest <= budgetBytes || held > budgetBytes)) {
    engine.memory.look(); // as the inspector has it done in the midst of a cell
    held = process.memoryUsage.rss();
    highest = Math.max(highest, held);
  }
  expect(highest).toBeGreaterThan(budgetBytes);
  expect(held).toBeLessThan(budgetBytes);
  expect(hoarder.status).toBe("running");
  expect(await hoarder.settled).toMatchObject({ status: "failed", reason: "memory" });
  expect(await engine.add(toy("next", counts, { input: 10 }))).toBeTypeOf("number");
});

test("a buffer that is larger than the machine can give fails with the reason memory", async () => {
  const task = toyEngine().add(toy("huge", () => new ArrayBuffer(2 ** 46)));
  expect(await task.settled).toMatchObject({ status: "failed", reason: "memory" });
});

test("what a lane holds is known while it runs", async () => {
  const engine = toyEngine();
  const gate = new SharedArrayBuffer(4);
  const task = engine.add(toy("holds", holds, { input: gate }));
  await expect.poll(() => task.memoryBytes, { timeout: 10_000 }).toBeGreaterThan(100_000_000);
  open(gate);
  expect(await task).toBe(100_000_000);
  expect(task.memoryBytes).toBeUndefined();
});

test("when memory is short one unit runs at a time, and more when it is there again", async () => {
  let held = 90;
  let looks = 0;
  const look = (): number => (looks++, held);
  const probe: MemoryProbe = { ...SILENT, budgetBytes: 100, held: look };
  const engine = toyEngine({ memory: probe, lanes: 2 });
  const gates = [new SharedArrayBuffer(4), new SharedArrayBuffer(4), new SharedArrayBuffer(4)];
  const [first, second, third] = gates.map((input, i) => engine.add(toy(`t${i}`, waits, { input })));
  await expect.poll(() => looks).toBeGreaterThan(0);
  expect([first!.status, second!.status]).toEqual(["running", "running"]);
  open(gates[0]!);
  await first;
  expect(third!.status).toBe("queued");
  held = 10;
  await expect.poll(() => third!.status).toBe("running");
  open(gates[1]!);
  open(gates[2]!);
  await Promise.all([second, third]);
});

function open(gate: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(gate), 0, 1);
  Atomics.notify(new Int32Array(gate), 0);
}

test("work that only waits keeps nothing from starting while memory is short", async () => {
  const clock = new ManualClock();
  const memory: MemoryProbe = { ...SILENT, budgetBytes: 100, held: () => 90 };
  const engine = toyEngine({ clock, memory });
  const hangs = engine.add(Task.fromPromise(() => new Promise(() => undefined)));
  clock.advance(200);
  const task = engine.add(toy("computes", () => 1));
  await expect.poll(() => (clock.advance(10), task.status)).toBe("complete");
  expect(hangs.status).toBe("running");
  const closed = engine.close();
  clock.advance(1000);
  await closed;
});
