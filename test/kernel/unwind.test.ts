import { expect, test } from "vitest";
import { type CellScope, runInScope } from "../../kernel/protocol/scope.ts";
import { installUnwind, unwindExpression } from "../../kernel/protocol/unwind.ts";

/** Runs a loop of ticks as a cell would. The inspector's expression is evaluated at the tenth; at the hundredth it gives up. */
function ticksUntilEnd(isLate: boolean): Promise<number> {
  const cell = new AbortController();
  installUnwind(
    () => true,
    () => false, // as between two ticks
    () => cell.abort(),
  );
  let ticks = 0;
  const again = (): void => {
    ticks++;
    // oxlint-disable-next-line no-eval -- as the inspector does
    if (ticks === 10) (0, eval)(unwindExpression(1, isLate));
    if (ticks < 100) process.nextTick(again);
  };
  runInScope({ kind: "cell", signal: cell.signal } as CellScope, again);
  return new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(ticks))));
}

test("a loop of ticks that the inspector never meets is left alone at first, then ended at its next tick", async () => {
  expect(await ticksUntilEnd(false)).toBe(100);
  expect(await ticksUntilEnd(true)).toBe(10);
  let others = 0;
  process.nextTick(() => others++);
  await new Promise((resolve) => setImmediate(resolve));
  expect(others).toBe(1);
});
