// One task's fault ends only that task, whatever the lanes are made of. The thirteen defects measured in the raw pool are
// among them, as far as a task can cause them.
import { describe, expect, test } from "vitest";
import { Task } from "../../../src/tasks/task.ts";
import { job, record, type Script, toy, toyEngine, when } from "../toy-engine.ts";
import { bystander } from "./bystander.ts";
import { LANE_KINDS } from "./lane-kinds.ts";

interface Thread {
  exit(code: number): never;
  reallyExit(code: number): never;
  abort(): never;
  exitCode: number;
}
declare const process: Thread;
declare const threadId: number;
declare const parentPort: { postMessage(value: unknown): void; close(): void };

const chatty: Script = () => {
  parentPort.postMessage("not a result");
  return "result";
};
const fails: Script = () => {
  throw new Error("one of many");
};
const untilCanceled: Script = (_, ctx) => {
  while (!ctx.isCanceled());
};
const inThread: Script = () => threadId;

/** Throws when the next unit has begun. */
const leavesBehind: Script = (begun: Int32Array) => {
  const leftover = setInterval(() => {
    if (Atomics.load(begun, 0) === 0) return;
    clearInterval(leftover);
    throw new Error("too late");
  });
  return threadId;
};
const busyFor30Ms: Script = (begun: Int32Array) => {
  Atomics.store(begun, 0, 1);
  return new Promise((resolve) => setTimeout(resolve, 30, threadId));
};

type Fault = readonly [string, Script, { reason: string; error: { code?: string; message?: unknown } }];

const FAULTS: readonly Fault[] = [
  [
    "process.exit(0)",
    () => process.exit(0),
    { reason: "lost", error: { code: "WORKER_LOST", message: expect.stringMatching(/process\.exit\(0\)/) } },
  ],
  ["process.exit(1)", () => process.exit(1), { reason: "lost", error: { code: "WORKER_LOST" } }],
  [
    "process.exit where a catch hides it",
    () => {
      try {
        process.exit(0);
      } catch {
        return "went on";
      }
    },
    { reason: "lost", error: { code: "WORKER_LOST" } },
  ],
  [
    "an exit of the thread that no guard sees",
    () => process.reallyExit(3),
    { reason: "lost", error: { code: "WORKER_LOST", message: expect.stringMatching(/exit code 3/) } },
  ],
  ["process.abort()", () => process.abort(), { reason: "error", error: { message: expect.stringMatching(/abort/) } }],
  ["a throw", () => { throw new TypeError("no"); }, { reason: "error", error: { message: "no" } }], // prettier-ignore
  // oxlint-disable-next-line typescript/only-throw-error -- what users do
  ["a thrown string", () => { throw "just text"; }, { reason: "error", error: { message: "just text" } }], // prettier-ignore
  [
    "a rejected promise",
    async () => Promise.reject(new RangeError("far")),
    { reason: "error", error: { message: "far" } },
  ],
  [
    "a throw from a timer while it still waits",
    () =>
      new Promise(() => {
        setTimeout(() => {
          throw new Error("from a timer");
        });
      }),
    { reason: "error", error: { message: "from a timer" } },
  ],
  [
    "a promise rejected on the side while it still waits",
    () =>
      new Promise(() => {
        void Promise.reject(new Error("on the side"));
      }),
    { reason: "error", error: { message: "on the side" } },
  ],
  [
    "a function as result",
    () => ({ rows: [1, { draw: () => 1 }] }),
    {
      reason: "error",
      error: { code: "UNCLONABLE", message: expect.stringContaining("result.rows[1].draw is a function") },
    },
  ],
  [
    "an unclonable value emitted",
    (_, ctx) => ctx.emit("part", { symbol: Symbol("s") }),
    { reason: "error", error: { code: "UNCLONABLE", message: expect.stringContaining("value.symbol is a symbol") } },
  ],
  ["an error whose properties throw", () => { throw Object.defineProperty(new Error("x"), "message", { get() { throw new Error("deep"); } }); }, { reason: "error", error: {} }], // prettier-ignore
];

describe.each(LANE_KINDS)("over %s", (_kind, openLane) => {
  test.each(FAULTS)("%s fails its task only, and the lane serves the next", async (_, script, expected) => {
    const engine = toyEngine({ lanes: 2, openLane });
    const innocent = bystander(engine);
    const task = engine.add(toy("guilty", script));
    expect(await task.settled).toMatchObject({ status: "failed", ...expected });
    expect(await engine.add(toy("next", () => "fine"))).toBe("fine");
    await innocent.isUnharmed();
  });

  test("a task that throws costs no thread", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    const before = await engine.add(toy("before", inThread));
    await engine.add(toy("fails", fails)).settled;
    expect(await engine.add(toy("after", inThread))).toBe(before);
  });

  test("running out of heap fails the task with reason memory", async () => {
    const engine = toyEngine({ lanes: 1, heapMb: 32, openLane });
    const task = engine.add(
      toy("hog", () => {
        const kept: unknown[] = [];
        for (;;) kept.push(Array.from({ length: 1000 }, Math.random));
      }),
    );
    expect(await task.settled).toMatchObject({ status: "failed", reason: "memory", error: { code: "WORKER_MEMORY" } });
    expect(await engine.add(toy("next", () => "fine"))).toBe("fine");
  });

  test("array buffers outside the heap limit still reach the result", async () => {
    const engine = toyEngine({ lanes: 1, heapMb: 32, openLane });
    const task = engine.add(toy("buffers", () => new Float64Array(new SharedArrayBuffer(64 * 2 ** 20)).length));
    expect(await task).toBe(8 * 2 ** 20);
  });

  test("an input that can't be cloned fails its task and harms no lane", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    const task = engine.add(toy("unclonable", () => 1, { input: { rows: [{ draw: () => 1 }] } }));
    expect(await task.settled).toMatchObject({
      status: "failed",
      reason: "error",
      error: { code: "UNCLONABLE", message: expect.stringMatching(/rows\[0\]\.draw is a function/) },
    });
    expect(await engine.add(toy("next", () => "fine"))).toBe("fine");
  });

  test("a throw after the end is reported apart and blamed on its task, not on the one that runs", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    const late = when(engine, (event) => event.type === "listenerError");
    const guilty = engine.add(
      toy("guilty", () => {
        setTimeout(() => {
          throw new Error("too late");
        });
        return "done";
      }),
    );
    const next = engine.add(toy("next", () => new Promise((resolve) => setTimeout(resolve, 30, "fine"))));
    expect(await guilty).toBe("done");
    expect(await next).toBe("fine");
    expect(await late).toMatchObject({ where: "late", label: "guilty", error: { message: "too late" } });
  });

  test("a lane in which leftovers threw is replaced after the task that runs", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    const late = when(engine, (event) => event.type === "listenerError");
    const begun = new Int32Array(new SharedArrayBuffer(4));
    const guilty = engine.add(toy("guilty", leavesBehind, { input: begun }));
    const busy = engine.add(toy("busy", busyFor30Ms, { input: begun }));
    const next = engine.add(toy("next", () => threadId));
    await late;
    expect(await busy).toBe(await guilty);
    expect(await next).not.toBe(await guilty);
  });

  test("process.exit after the end does not take the next task along", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    const late = when(engine, (event) => event.type === "listenerError");
    engine.add(
      toy("guilty", () => {
        setTimeout(() => process.exit(0));
      }),
    );
    expect(await engine.add(toy("next", () => new Promise((resolve) => setTimeout(resolve, 30, "fine"))))).toBe("fine");
    expect(await late).toMatchObject({ where: "late", label: "guilty" });
  });

  test("a message that task code posts to its parent is no result of anyone's", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    expect(await engine.add(toy("chatty", chatty))).toBe("result");
    expect(await engine.add(toy("next", () => "own"))).toBe("own");
  });

  test("task code that posts to its parent and then runs out of memory ends only its task", async () => {
    const engine = toyEngine({ lanes: 1, heapMb: 32, openLane });
    const task = engine.add(
      toy("both", () => {
        parentPort.postMessage("not a result");
        const kept: unknown[] = [];
        for (;;) kept.push(Array.from({ length: 1000 }, Math.random));
      }),
    );
    expect(await task.settled).toMatchObject({ status: "failed", reason: "memory" });
    expect(await engine.add(toy("next", () => "fine"))).toBe("fine");
  });

  test("a worker that can't start fails tasks with its reason and the engine closes", async () => {
    const engine = toyEngine({ workerUrl: new URL("../../dist/test/no-such-worker.js", import.meta.url) });
    const task = engine.add(toy("unlucky", () => 1));
    expect(await task.settled).toMatchObject({
      status: "failed",
      reason: "lost",
      error: { code: "WORKER_LOST", message: expect.stringMatching(/no-such-worker/) },
    });
  });

  test("an unknown kind of unit is an error of its task", async () => {
    const engine = toyEngine({ openLane });
    const task = new Task("odd", { job: { stages: [() => [{ kind: "odd", payload: 1 }]] } });
    expect(await engine.add(task).settled).toMatchObject({
      status: "failed",
      error: { message: expect.stringMatching(/no handler.*"odd"/) },
    });
  });

  test("a failed unit fails the task and stops its siblings", async () => {
    const engine = toyEngine({ lanes: 2, graceMs: 60_000, openLane });
    const events = record(engine);
    const units = [untilCanceled, fails, fails, fails].map((script) => job(script).stages[0]!([], [])[0]!);
    const task = engine.add(new Task("chunks", { job: { stages: [() => units] } }));
    expect(await task.settled).toMatchObject({ status: "failed", error: { message: "one of many" } });
    expect(events.filter(({ type }) => type === "unit")).toHaveLength(2);
  });

  test("a failed task that nobody awaits is no unhandled rejection", async () => {
    const seen: unknown[] = [];
    const listener = (reason: unknown): void => void seen.push(reason);
    (process as unknown as NodeJS.Process).on("unhandledRejection", listener);
    const engine = toyEngine({ openLane });
    await engine.add(toy("fails", () => { throw new Error("unseen"); })).settled; // prettier-ignore
    await new Promise((resolve) => setImmediate(resolve));
    (process as unknown as NodeJS.Process).off("unhandledRejection", listener);
    expect(seen).toEqual([]);
  });
});
