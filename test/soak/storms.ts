// `npm run soak storms [-- --share 0.1 --seed N NAME…]`: what comes in hundreds and thousands, or at the wrong moment. Each
// prints its figure. Ends with code 1 where one found a fault.
import { parseArgs } from "node:util";
import { STORMS } from "../fixtures/storms.ts";
import { Random } from "../tasks/simulation/random.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
say(`storms from seed ${values.seed}`);
for (const { name, play } of STORMS) {
  if (positionals.length > 0 && !positionals.some((word) => name.includes(word))) continue;
  const start = performance.now();
  const { figure, faults } = await play(Number(values.share), new Random(Number(values.seed)));
  say(`${name}: ${figure} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  for (const fault of faults) say(`  fault: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
