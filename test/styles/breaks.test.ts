import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { breaksOf, type NumberMethod } from "../../src/styles/breaks.ts";

interface Expected {
  readonly sets: Readonly<Record<string, readonly number[]>>;
  readonly breaks: readonly (Readonly<Record<"quantile" | "equal" | "jenks" | "log", readonly number[]>> & {
    readonly name: string;
    readonly k: number;
  })[];
}

/** By mapclassify and NumPy: fixtures/oracle/breaks.py. */
const { sets, breaks } = JSON.parse(
  readFileSync(new URL("../fixtures/styles/breaks.json", import.meta.url), "utf8"),
) as Expected;

function ours(method: NumberMethod, name: string, k: number): number[] {
  return breaksOf(
    method,
    sets[name]!.toSorted((a, b) => a - b),
    k,
  ).slice(1);
}

describe.each(["quantile", "equal", "jenks", "log"] as const)("%s, as mapclassify and NumPy", (method) => {
  test.each(breaks)("$name, $k classes", ({ name, k, ...expected }) => {
    const [found, wanted] = [ours(method, name, k), [...new Set(expected[method])]];
    expect(found).toHaveLength(wanted.length);
    found.forEach((end, index) => expect(end).toBeCloseTo(wanted[index]!, 8));
  });
});

test("pretty ends are round numbers within the values", () => {
  expect(breaksOf("pretty", [0, 3, 97, 100], 5)).toEqual([0, 20, 40, 60, 80, 100]);
  expect(breaksOf("pretty", [0.013, 0.87], 4)).toEqual([0.013, 0.2, 0.4, 0.6, 0.8, 0.87]);
  expect(breaksOf("pretty", [-7, 12], 5)).toEqual([-7, -5, 0, 5, 10, 12]);
});

test("std ends are standard deviations around the mean", () => {
  // mean 5, deviation 2
  expect(breaksOf("std", [2, 4, 4, 4, 5, 5, 7, 9], 4)).toEqual([2, 3, 5, 7, 9]);
});

test("values that are all the same are one class", () => {
  for (const method of ["quantile", "equal", "jenks", "pretty", "std", "log"] as const)
    expect(breaksOf(method, [4, 4, 4], 5)).toEqual([4, 4]);
});
