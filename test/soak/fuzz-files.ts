// Damaged files of CSV, GeoPackage, Parquet, Shapefile …: `npm run soak fuzz [COUNT [SEED [FORMAT]]]`.
import { FUZZED, fuzzFiles } from "../formats/file-fuzz.ts";

const [count = "5000", seed = "1", only] = process.argv.slice(2);
for (const name of Object.keys(FUZZED).filter((each) => only === undefined || each === only)) {
  const { read, refused, slowestMs, memoryMB } = await fuzzFiles(name, { seed: Number(seed), count: Number(count) });
  process.stdout.write(
    `${name}: ${read} read, ${refused} refused, slowest ${slowestMs.toFixed(0)} ms, ${memoryMB.toFixed(0)} MB more at most\n`,
  );
}
