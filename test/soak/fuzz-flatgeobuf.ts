import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readFlatGeobuf } from "../../src/formats/flatgeobuf/read-flatgeobuf.ts";
import { fuzz } from "./mutate-files.ts";

/** Mutations of every fixture that GDAL wrote: `npm run soak fuzz [COUNT [SEED]]`. */
const FOLDER = "test/fixtures/flatgeobuf";
const [count = "5000", seed = "1"] = process.argv.slice(2);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".fgb"))
  .map((name) => readFileSync(join(FOLDER, name)));
const report = await fuzz(readFlatGeobuf, files, { seed: Number(seed), count: Number(count) });
process.stdout.write(
  `FlatGeobuf, ${count} mutations from seed ${seed}: ${report.read} read, ${report.refused} refused, ` +
    `the slowest ${report.slowestMs.toFixed(0)} ms, ${report.memoryMB.toFixed(0)} MB more at most\n`,
);
