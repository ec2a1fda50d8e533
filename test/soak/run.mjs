// `npm run soak [-- --minutes N]`: random programs with random faults over real threads for N minutes (10 by default).
// `npm run soak fuzz [COUNT [SEED [FORMAT]]]`: COUNT files of each format with faults in them (5,000 by default).
// `npm run soak interrupts`: interrupts of a built kernel by the thousand.
// `npm run soak storms`: what comes in thousands, or at the wrong moment, over built kernels.
// Bundles them and their worker, since Node 20 can't load TypeScript, and runs each in a process of its own.
import { spawnSync } from "node:child_process";
import { build } from "esbuild";
import { workerBundle } from "../../src/worker/bundle.mjs";

const WORKER = "dist/test/soak-lane.js";
const [name = "", ...words] = process.argv.slice(2);
/** The tests' client of kernels closes them after each test, by vitest, which works in its own runs only. */
const NO_VITEST = {
  name: "no-vitest",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^vitest$/ }, () => ({ path: "vitest", namespace: "none" }));
    onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "export const afterEach = () => undefined;" }));
  },
};

process.exitCode = (await play()) ? 1 : 0;

async function play() {
  if (name === "interrupts" || name === "storms") return run(name, words);
  if (name === "fuzz" && words[2] !== undefined) return run("fuzz-files", words);
  if (name === "fuzz")
    return (await run("fuzz-text", words)) || (await run("fuzz-flatgeobuf", words)) || (await run("fuzz-files", words));
  await build({ ...workerBundle({ outfile: WORKER }), entryPoints: ["test/worker/toy-lane.ts"] });
  return run("soak", [WORKER, ...process.argv.slice(2)]);
}

async function run(script, given) {
  const outfile = `dist/test/${script}.js`;
  await build({
    entryPoints: [`test/soak/${script}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    sourcemap: "inline",
    plugins: [NO_VITEST],
  });
  const options = ["--expose-gc", "--enable-source-maps"];
  const { status } = spawnSync(process.execPath, [...options, outfile, ...given], { stdio: "inherit" });
  return status !== 0;
}
