// Files of every text format with faults in them: `npm run soak fuzz [COUNT [SEED]]`.
import { fuzzText, TEXTS } from "../formats/fuzz-text.ts";

const [count = "5000", seed = "1"] = process.argv.slice(2);
for (const format of Object.keys(TEXTS)) {
  const { read, refused, slowestMs, mostBytes } = await fuzzText(format, Number(count), Number(seed));
  const most = `slowest ${slowestMs.toFixed(0)} ms, most ${(mostBytes / 1e6).toFixed(0)} MB`;
  process.stdout.write(`${format}: ${read} read, ${refused} refused, ${most}\n`);
}
