import { expect, test } from "vitest";
import { limitBytes } from "../../src/tasks/process-memory.ts";
import { bytesToCopy, checkResultFits } from "../../src/worker/result-size.ts";

const KB = 1024;
const buffer = new ArrayBuffer(4 * KB);
const circle: Record<string, unknown> = { text: "four" };
circle["again"] = circle;

test.each<[string, unknown, number]>([
  ["a typed array, by its whole buffer", new Float64Array(buffer, 8, 1), 4 * KB],
  ["a buffer that is there twice, once", { a: new Uint8Array(buffer), b: [buffer] }, 4 * KB],
  ["shared memory, nothing", new Uint8Array(new SharedArrayBuffer(4 * KB)), 0],
  [
    "what maps and sets hold",
    new Map([["k", new Set([new Uint8Array(KB), undefined, new Uint8Array(KB)])]]),
    2 * KB + 1,
  ],
  ["a circle, once", circle, 4],
  ["nothing", undefined, 0],
])("of a result a copy takes: %s", (_, value, bytes) => {
  expect(bytesToCopy(value)).toBe(bytes);
});

test("a result with many parts takes at most what the thread holds, which is not less", () => {
  const many = Array.from({ length: 5000 }, () => new Uint8Array(KB));
  expect(bytesToCopy(many)).toBeGreaterThan(5000 * KB);
});

test("a result that takes half of the memory there is goes nowhere; one of a few megabytes does", () => {
  // never written to, so that it takes nothing
  const half = Array.from({ length: 16 }, () => new ArrayBuffer(Math.floor(limitBytes() / 32)));
  expect(() => checkResultFits(half)).toThrow(
    /The result holds about \d+ MB, .* Return less, a layer, or typed arrays/,
  );
  expect(() => checkResultFits(new Uint8Array(40 * KB * KB))).not.toThrow();
});
