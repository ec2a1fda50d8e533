// `npm run soak [-- --minutes N]`: files with faults in them, then random programs with random faults over real threads for
// N minutes (10 by default); `-- --fuzz` the files alone. `npm run soak interrupts`: interrupts of a built kernel by the
// thousand. Bundles them and their worker, since Node 20 can't load TypeScript, and runs each in a process of its own.
import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { workerBundle } from "../../src/worker/bundle.mjs";

const WORKER = "dist/test/soak-lane.js";
const given = process.argv.slice(2);
/** The tests' client of kernels closes them after each test, by vitest, which works in its own runs only. */
const NO_VITEST = {
  name: "no-vitest",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vitest$/ }, () => ({ path: "vitest", namespace: "none" }));
    onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "export const afterEach = () => undefined;" }));
  },
};

process.exitCode = (await (given[0] === "interrupts" ? run("interrupts", given.slice(1)) : soak())) ? 1 : 0;

async function soak() {
  await build({ ...workerBundle({ outfile: WORKER }), entryPoints: ["test/worker/toy-lane.ts"] });
  return (await run("fuzz", [])) || (!given.includes("--fuzz") && (await run("soak", [WORKER, ...given])));
}

async function run(name, words) {
  const outfile = `dist/test/${name}.js`;
  await build({
    entryPoints: [`test/soak/${name}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    plugins: [NO_VITEST],
  });
  const options = ["--expose-gc", "--enable-source-maps"];
  const { status } = spawnSync(process.execPath, [...options, outfile, ...words], { stdio: "inherit" });
  return status !== 0;
}
