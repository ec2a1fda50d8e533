import { expect, test } from "vitest";
import { STORMS } from "../fixtures/storms.ts";
import { Random } from "../tasks/simulation/random.ts";

const SHARE = 0.02;
const SEED = 1;

/** `npm run soak storms` plays them in full. */
test.each(STORMS)("of $name nothing is left and nothing is lost", { timeout: 300_000 }, async ({ play }) => {
  expect((await play(SHARE, new Random(SEED))).faults).toEqual([]);
});
