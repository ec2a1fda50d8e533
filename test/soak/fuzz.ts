// Files of every text format with 3,000 faults each; `npm run soak -- --fuzz` plays this alone.
import { fuzzText, TEXTS } from "../formats/fuzz-text.ts";

const SEEDS = 3000;

for (const format of Object.keys(TEXTS)) {
  const { read, refused, slowestMs, mostBytes } = await fuzzText(format, SEEDS, 1);
  const most = `slowest ${slowestMs.toFixed(0)} ms, most ${(mostBytes / 1e6).toFixed(0)} MB`;
  process.stdout.write(`${format}: ${read} read, ${refused} refused, ${most}\n`);
}
