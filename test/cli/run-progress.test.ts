import { expect, test } from "vitest";
import { RunProgress } from "../../src/cli/run-progress.ts";
import type { RunEvent } from "../../src/notebook/run-notebook.ts";

const place = { number: 2, total: 5, id: "c", source: "// near the coast\n%buffer coast --distance 5km" };
const moving = (text: string): RunEvent => ({
  type: "output",
  message: { type: "update_display_data", content: { data: { "text/plain": text } } },
});
const end = (failed: boolean): RunEvent => ({ type: "cell-end", place, failed, elapsedMs: 80 });

function shown(events: readonly RunEvent[], isTTY: boolean): string {
  let text = "";
  const progress = new RunProgress({ write: (part) => (text += part), isTTY, columns: 40 });
  for (const event of events) progress.show(event);
  progress.end();
  return text;
}

test("a log gets one plain line a cell, and the time of a slow one", () => {
  const text = shown(
    [{ type: "cell", place }, moving("45 %"), { type: "cell-end", place, failed: false, elapsedMs: 3210 }],
    false,
  );
  expect(text).toBe("[2/5] %buffer coast --distance 5km\n[2/5] done in 3.2 s\n");
});

test("a quick cell says nothing when it ends, a failed one always does", () => {
  expect(shown([end(false)], false)).toBe("");
  expect(shown([end(true)], false)).toBe("[2/5] failed after 0.1 s\n");
});

test("on a terminal the last state moves on one line, cut to its width, and goes away at the end", () => {
  const long = `a\n${"x".repeat(60)}`;
  expect(shown([moving("45 %"), moving(long)], true)).toBe(
    `\r\u001B[K      45 %\r\u001B[K      ${"x".repeat(32)}…\r\u001B[K`,
  );
});
