import { build } from "esbuild";
import { workerBundle } from "../../src/worker/bundle.mjs";

/**
 * Worker threads cannot load TypeScript on Node 20, so every run starts by bundling the worker and the toy lane (about
 * 0.1 s). Here and not in the files that use them: these run side by side, and a thread that starts while its file is
 * written anew finds it empty.
 */
export default async function setup(): Promise<void> {
  await build(workerBundle({ outfile: "dist/test/worker.js" }));
  await build({ ...workerBundle({ outfile: "dist/test/toy-lane.js" }), entryPoints: ["test/worker/toy-lane.ts"] });
}
