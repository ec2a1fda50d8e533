import { expect, test } from "vitest";
import { type CellScope, runInScope } from "../../kernel/protocol/scope.ts";
import { installUnwind, unwindExpression } from "../../kernel/protocol/unwind.ts";

/** Longer than an event loop may take for a turn. */
const LONG_MS = 150;

/** Runs a loop of ticks as a cell would, of which the inspector meets the tenth and, much later, the twentieth. */
function ticksUntilEnd(isDeafUntil: number): Promise<number> {
  const cell = new AbortController();
  let ticks = 0;
  installUnwind(
    () => ticks < isDeafUntil,
    () => false, // as between two ticks
    () => cell.abort(),
  );
  const again = (): void => {
    ticks++;
    if (ticks === 20) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONG_MS);
    // oxlint-disable-next-line no-eval -- as the inspector does
    if (ticks === 10 || ticks === 20) (0, eval)(unwindExpression(1));
    if (ticks === 20) isDeafUntil = 0; // the message is taken: no microtask needs an end
    if (ticks < 100) process.nextTick(again);
  };
  runInScope({ kind: "cell", signal: cell.signal } as CellScope, again);
  return new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(ticks))));
}

test("a loop of ticks that the inspector never meets is left alone at first, then ended at its next tick", async () => {
  expect(await ticksUntilEnd(15)).toBe(100); // the interrupt is heard of in between
  expect(await ticksUntilEnd(100)).toBe(20);
  let others = 0;
  process.nextTick(() => others++);
  await new Promise((resolve) => setImmediate(resolve));
  expect(others).toBe(1);
});
