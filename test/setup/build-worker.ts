import { build } from "esbuild";
import { workerBundle } from "../../src/worker/bundle.mjs";

/** Worker threads cannot load TypeScript on Node 20, so every run starts by bundling the worker (about 0.1 s). */
export default async function setup(): Promise<void> {
  await build(workerBundle({ outfile: "dist/test/worker.js" }));
}
