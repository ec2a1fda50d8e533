import { expect, test } from "vitest";
import { FUZZED, fuzzFiles } from "./file-fuzz.ts";

const COUNTS: Readonly<Record<string, number>> = { gpkg: 25 };

test.each(Object.keys(FUZZED))("a damaged %s is read or refused in our own words, quickly", async (name) => {
  const count = COUNTS[name] ?? 150;
  const { read, refused } = await fuzzFiles(name, { seed: 7, count });
  expect(read + refused).toBe(count);
});
