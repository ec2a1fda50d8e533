import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KernelClient, shown } from "../fixtures/kernel-client.ts";

let kernel: KernelClient;
beforeAll(async () => {
  kernel = await KernelClient.start();
});
afterAll(() => kernel.close());

const SYNTAX_5_0 = "tslab's compiler is TypeScript 5.0 and can't be exchanged";
const LIBRARY_5_0 = "the library declarations are those of TypeScript 5.0";
const SCRIPT = "tslab runs cells as scripts, in which Node knows no import.meta";
const EXPORTS = "tslab exports each name of a cell itself";

/** A cell that should work and doesn't: one that comes to work fails its test here, and moves to the others. */
const LIMITS: readonly (readonly [what: string, reason: string, cells: readonly string[], shows: string])[] = [
  ["using", SYNTAX_5_0, ["{ using file = { [Symbol.dispose]() {} } }\n1"], "1"],
  ["import attributes", SYNTAX_5_0, [`import data from "./package.json" with { type: "json" }\n1`], "1"],
  ["NoInfer", LIBRARY_5_0, ["const same = <T>(a: T, b: NoInfer<T>) => a\nsame(1, 2)"], "1"],
  ["toSorted", LIBRARY_5_0, ["[3, 1].toSorted()"], "[ 1, 3 ]"],
  ["import.meta", SCRIPT, ["typeof import.meta.url"], "'string'"],
  ["export", EXPORTS, ["export const out = 1", "out"], "1"],
];

describe("what tslab's cell language can't do", () => {
  test.fails.each(LIMITS)("%s: %s", async (_, __, cells, shows) => {
    let last: unknown;
    for (const code of cells) last = shown(await kernel.execute(code));
    expect(last).toBe(shows);
  });
});
