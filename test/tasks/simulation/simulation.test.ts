// The engine in a world where a seeded scheduler decides what happens next: which lane goes on, when its messages are
// heard, when time passes, when a lane dies, what the user does. MAPCELL_SEED=n plays one seed again, alone.
import { expect, test } from "vitest";
import { simulate } from "./simulate.ts";

/** Each run has a seed of its own, and the next day others. */
const RUNS = Number(process.env.MAPCELL_RUNS ?? 2000);
/** Fewer where the machine is busy. */
const MAX_MS = RUNS * 10;
const MIN_RUNS = 500;
const given = process.env.MAPCELL_SEED;
const first = given === undefined ? Date.now() % 2 ** 31 : Number(given);
const runs = given === undefined ? RUNS : 1;

test(`the rules hold in interleavings from seed ${first}`, { timeout: 600_000 }, async () => {
  const until = performance.now() + MAX_MS;
  for (let seed = first; seed < first + runs; seed++) {
    if (seed >= first + MIN_RUNS && performance.now() > until) return;
    const { broken, trace } = await simulate(seed);
    expect(broken, `MAPCELL_SEED=${seed} plays this again:\n${trace.join("\n")}`).toEqual([]);
  }
});
