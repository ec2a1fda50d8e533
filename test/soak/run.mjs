// `npm run soak [-- --minutes N]`: random programs with random faults over real threads for N minutes (10 by default).
// Bundles the soak and its worker, since Node 20 can't load TypeScript, and runs them in a process of their own.
import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { workerBundle } from "../../src/worker/bundle.mjs";

const WORKER = "dist/test/soak-lane.js";
const SOAK = "dist/test/soak.js";

await build({ ...workerBundle({ outfile: WORKER }), entryPoints: ["test/worker/toy-lane.ts"] });
await build({
  entryPoints: ["test/soak/soak.ts"],
  outfile: SOAK,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
});
const options = ["--expose-gc", "--enable-source-maps"];
const { status } = spawnSync(process.execPath, [...options, SOAK, WORKER, ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
