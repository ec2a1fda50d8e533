import { expect, test } from "vitest";
import { BUSY_STATES, playRound, type RoundResult, type Way } from "../fixtures/interrupt-rounds.ts";
import { openKernel } from "../fixtures/kernel-client.ts";
import { Random } from "../tasks/simulation/random.ts";

const ROUNDS = 2;
const SEED = 1;

/** `npm run soak interrupts` plays thousands of these. */
test.each<Way>(["message", "signal"])(
  "interrupts by %s, whatever the kernel is busy with, end their cell and no other",
  async (way) => {
    const kernel = await openKernel();
    const random = new Random(SEED);
    const rounds: (Pick<RoundResult, "isMissed" | "isSpilled"> & { readonly name: string })[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const state of BUSY_STATES) {
        const { isMissed, isSpilled } = await playRound(kernel, state, way, () => random.next());
        rounds.push({ name: state.name, isMissed, isSpilled });
        if (isMissed) break; // it would be missed by what follows, too
      }
    }
    expect(rounds.filter(({ isMissed, isSpilled }) => isMissed || isSpilled)).toEqual([]);
    expect(rounds).toHaveLength(ROUNDS * BUSY_STATES.length);
  },
  // a round that is missed takes a minute, and says so
  300_000,
);
