import { expect } from "vitest";
import type { TaskEngine } from "../../../src/tasks/engine.ts";
import { type Script, toy } from "../toy-engine.ts";

/** Hashes numbers, waits at the gate in the midst of it, and goes on. */
const hashes: Script = (gate: SharedArrayBuffer) => {
  let hash = 7;
  for (let part = 0; part < 2; part++) {
    for (let i = 0; i < 300_000; i++) hash = Math.imul(hash ^ i, 16_777_619);
    Atomics.wait(new Int32Array(gate), 0, 0);
  }
  return hash;
};
const HASH = (hashes as (gate: SharedArrayBuffer) => unknown)(openGate());

/** An innocent task that is at work in a lane of its own until it is asked whether it came to harm. */
export function bystander(engine: TaskEngine): { isUnharmed(): Promise<void> } {
  const gate = new SharedArrayBuffer(4);
  const task = engine.add(toy("innocent", hashes, { input: gate }));
  return {
    async isUnharmed() {
      expect(task.status).toBe("running");
      openGate(gate);
      expect(await task).toBe(HASH);
    },
  };
}

function openGate(gate = new SharedArrayBuffer(4)): SharedArrayBuffer {
  const cell = new Int32Array(gate);
  Atomics.store(cell, 0, 1);
  Atomics.notify(cell, 0);
  return gate;
}
