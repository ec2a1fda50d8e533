// `npm run fuzz [-- COUNT [SEED]]`: damaged files, which readers must refuse quickly, in little memory, in our own words.
// Bundles the fuzzer, since Node 20 can't load TypeScript, and runs it in a process of its own, whose memory it measures.
import { spawnSync } from "node:child_process";
import { build } from "esbuild";

const FUZZ = "dist/test/fuzz-formats.js";
await build({
  entryPoints: ["test/soak/fuzz-formats.ts"],
  outfile: FUZZ,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
});
const { status } = spawnSync(process.execPath, ["--enable-source-maps", FUZZ, ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
