import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Task } from "../../src/tasks/task.ts";
import { record, toyEngine, unit } from "./toy-engine.ts";

const CHUNKS = 24;
const SIZE = 20_000;

/** Sums of roots: floating point, so that another order of adding would give other bits. */
const rootSums = ({ start, end }: { start: number; end: number }): Float64Array => {
  const sums = new Float64Array(new SharedArrayBuffer(8 * (end - start)));
  let sum = 0;
  for (let i = start; i < end; i++) {
    sum += Math.sqrt(i) * Math.sin(i);
    sums[i - start] = sum;
  }
  return sums;
};

const join = (parts: Float64Array[]): Float64Array => {
  const all = new Float64Array(new SharedArrayBuffer(parts.reduce((bytes, part) => bytes + part.byteLength, 0)));
  let at = 0;
  let carry = 0;
  for (const part of parts) {
    for (const value of part) all[at++] = carry + value;
    carry = all[at - 1]!;
  }
  return all;
};

function chunked(): Task<Float64Array> {
  const ranges = Array.from({ length: CHUNKS }, (_, i) => ({ start: i * SIZE, end: (i + 1) * SIZE }));
  return new Task<Float64Array>("chunked", {
    job: { stages: [() => ranges.map((range) => unit(rootSums, range)), (parts) => [unit(join, parts)]] },
  });
}

async function run(lanes: number): Promise<{ hash: string; lanes: Set<number>; result: Float64Array }> {
  const engine = toyEngine({ lanes });
  const events = record(engine);
  const result = await engine.add(chunked());
  const used = events.flatMap((event) => (event.type === "unit" && event.stage === 0 ? [event.lane] : []));
  return {
    hash: createHash("sha256").update(new Uint8Array(result.buffer)).digest("hex"),
    lanes: new Set(used),
    result,
  };
}

test("the result is the same bit for bit with 1, 2 and 8 lanes", async () => {
  const one = await run(1);
  const two = await run(2);
  const eight = await run(8);
  expect(one.result).toHaveLength(CHUNKS * SIZE);
  expect(two.hash).toBe(one.hash);
  expect(eight.hash).toBe(one.hash);
  expect(two.lanes).toEqual(new Set([0, 1]));
});

test("results arrive without being copied: their arrays are shared", async () => {
  const { result } = await run(2);
  expect(result.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test("a stage without units is passed over, a task without any is complete", async () => {
  const engine = toyEngine();
  const empty = new Task("empty", { job: { stages: [() => [], () => []] } });
  expect(await engine.add(empty)).toEqual([]);
  const joined = new Task("joined", { job: { stages: [() => [], (parts) => [unit(join, parts)]] } });
  expect(await engine.add(joined)).toEqual(new Float64Array());
});

test("a stage that can't be made fails the task", async () => {
  const engine = toyEngine();
  const task = new Task("broken", {
    job: {
      stages: [
        () => [unit(() => 1)],
        () => {
          throw new Error("no second stage");
        },
      ],
    },
  });
  expect(await engine.add(task).settled).toMatchObject({
    status: "failed",
    reason: "error",
    error: { message: "no second stage" },
  });
});
