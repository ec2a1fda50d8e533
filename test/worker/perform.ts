// What the units of random programs do, for real; the simulation plays the same acts without a thread.
import type { UnitContext, UnitHandler } from "../../src/tasks/job.ts";
import type { Count } from "../tasks/invariants.ts";
import type { Act, ActsPayload } from "../tasks/simulation/sim-lane.ts";

/** One time that a unit began. */
interface Performance {
  readonly context: UnitContext;
  /** Unique, also among those of a unit that begins again. */
  readonly key: string;
  readonly acts: number;
  step: number;
  emitted: number;
}

export const perform: UnitHandler = async (payload, context): Promise<Count> => {
  const { key, acts, yields } = payload as ActsPayload;
  const own: Performance = { context, key: `${key}#${Math.random()}`, acts: acts.length, step: 0, emitted: 0 };
  for (const act of acts) {
    own.step++;
    await one(act, own);
    if (yields) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return { key: own.key, count: own.emitted };
};

async function one(act: Act, own: Performance): Promise<void> {
  const { context, step } = own;
  switch (act) {
    case "raise progress":
      return context.progress(step / own.acts);
    case "tell text":
      return context.progress(0, `step ${step}`);
    case "log":
      return context.log("info", `step ${step}`);
    case "emit":
      return context.emit("count", { key: own.key, count: ++own.emitted } satisfies Count);
    case "look for cancel":
      return context.throwIfCanceled();
    case "enter or leave the engine":
      context.enterEngine();
      return context.leaveEngine();
    case "answer":
      return;
    case "throw":
    case "throw late":
    case "exit":
    case "run out of memory":
    case "loop for ever":
    case "wait for a cancel":
    case "wait for ever":
      return end(act, own);
  }
}

type End = Exclude<Act, "raise progress" | "tell text" | "log" | "emit" | "look for cancel" | "enter or leave the engine" | "answer">; // prettier-ignore

async function end(act: End, { context, step }: Performance): Promise<void> {
  switch (act) {
    case "throw":
      throw new RangeError("broken");
    case "throw late":
      setTimeout(() => {
        throw new Error("too late");
      });
      return;
    case "exit":
      return process.exit(3);
    case "run out of memory": {
      const kept: unknown[] = [];
      for (;;) kept.push(Array.from({ length: 1000 }, Math.random));
    }
    case "loop for ever":
      if (step % 2 === 0) context.enterEngine();
      for (;;);
    case "wait for a cancel":
      return new Promise((_, reject) => {
        const { signal } = context;
        if (signal.aborted) reject(signal.reason as Error);
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    case "wait for ever":
      return new Promise(() => setInterval(() => undefined, 1000));
  }
}
