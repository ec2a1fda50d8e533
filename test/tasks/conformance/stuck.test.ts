// Units that never end, and floods: the lane is killed or slowed down, the one beside it notices nothing.
import { describe, expect, test } from "vitest";
import { type Script, toy, toyEngine, when } from "../toy-engine.ts";
import { bystander } from "./bystander.ts";
import { LANE_KINDS } from "./lane-kinds.ts";

/** A module whose only function, `f`, loops for ever. */
const WASM_LOOP = Uint8Array.from(
  "0061736d01000000 010401600000 03020100 07050101660000 0a0901070003400c000b0b".replaceAll(" ", "").match(/../g)!,
  (byte) => Number.parseInt(byte, 16),
);

/** Not among the types of a program for Node alone. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object) => { readonly exports: { readonly f: () => void } };
};

const ENDLESS: readonly { readonly what: string; readonly script: Script; readonly input?: unknown }[] = [
  {
    what: "an endless loop",
    script: (_, ctx) => {
      ctx.emit("on", 1);
      for (;;);
    },
  },
  {
    what: "an endless loop in WASM",
    script: (bytes: Uint8Array<ArrayBuffer>, ctx) => {
      const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
      ctx.emit("on", 1);
      f();
    },
    input: WASM_LOOP,
  },
  {
    what: "a regular expression that backtracks for years",
    script: (_, ctx) => {
      ctx.emit("on", 1);
      return /^(?<a>a+)+$/u.test(`${"a".repeat(60)}b`);
    },
  },
  {
    what: "a wait that nothing ends",
    script: (_, ctx) => {
      ctx.emit("on", 1);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    },
  },
  {
    what: "an endless chain of promises",
    script: async (_, ctx) => {
      ctx.emit("on", 1);
      for (;;) await Promise.resolve();
    },
  },
  {
    what: "a promise that nobody settles",
    script: (_, ctx) => {
      ctx.emit("on", 1);
      return new Promise(() => undefined);
    },
  },
];
const floods: Script = (_, ctx) => {
  for (let i = 0; ; i++) ctx.emit("n", i);
};
const chatters: Script = (_, ctx) => {
  ctx.emit("on", 1);
  for (let i = 0; i < 200_000; i++) {
    ctx.log("info", `line ${i}`);
    ctx.progress(i / 200_000, `text ${i}`);
  }
  return "said";
};

const leavesLoop: Script = () => {
  queueMicrotask(() =>
    setImmediate(() => {
      for (;;);
    }),
  );
  return "left";
};

describe.each(LANE_KINDS)("over %s", (_kind, openLane) => {
  test("a loop that an ended unit has left behind keeps the next one only for the grace period", async () => {
    const engine = toyEngine({ lanes: 1, graceMs: 100, openLane });
    const guilty = engine.add(toy("leaves a loop", leavesLoop));
    const innocent = engine.add(toy("innocent", () => "done"));
    expect(await guilty).toBe("left");
    expect(await innocent).toBe("done");
  });

  test.each(ENDLESS)("$what ends with its task's cancel, and the lane serves the next", async ({ script, input }) => {
    const engine = toyEngine({ lanes: 2, graceMs: 50, openLane });
    const innocent = bystander(engine);
    const task = engine.add(toy("stuck", script, { input }));
    const next = engine.add(toy("next", () => "fine"));
    await when(task, ({ type }) => type === "emit");
    task.cancel();
    expect(await task.settled).toEqual({ status: "canceled", reason: "user" });
    expect(await next).toBe("fine");
    await innocent.isUnharmed();
  });

  test.each(ENDLESS)("$what ends with its task's time limit", async ({ script, input }) => {
    const engine = toyEngine({ lanes: 1, graceMs: 50, openLane });
    const task = engine.add(toy("stuck", script, { input, timeoutMs: 200 }));
    expect(await task.settled).toMatchObject({ status: "failed", reason: "timeout", error: { code: "TASK_TIMEOUT" } });
    expect(await engine.add(toy("next", () => "fine"))).toBe("fine");
  });

  test("a flood of values ends with its cancel; the task beside it is heard all the while", async () => {
    const engine = toyEngine({ lanes: 2, openLane });
    const innocent = bystander(engine);
    const flood = engine.add(toy("flood", floods));
    await when(flood, (event) => event.type === "emit" && event.value === 5000);
    flood.cancel();
    expect(await flood.settled).toEqual({ status: "canceled", reason: "user" });
    await innocent.isUnharmed();
  });

  test("of a flood of logs the first are kept, and how many were left out", async () => {
    const engine = toyEngine({ lanes: 1, openLane });
    const task = engine.add(toy("chatters", chatters));
    expect(await task).toBe("said");
    expect(task.logs).toHaveLength(1001);
    expect(task.logs.at(-1)?.text).toBe("199000 more messages are not shown.");
    expect(task.text).toBe("text 199999");
  });

  test("closing the engine ends what nothing else would", async () => {
    const engine = toyEngine({ lanes: 2, graceMs: 60_000, openLane });
    const { script, input } = ENDLESS[1]!;
    const tasks = ["a", "b", "c"].map((name) => engine.add(toy(name, script, { input })));
    await when(engine, ({ type }) => type === "emit");
    await engine.close();
    expect(tasks.map(({ state }) => state)).toEqual(tasks.map(() => ({ status: "canceled", reason: "shutdown" })));
    expect(engine.threads).toBe(0);
  });
});
