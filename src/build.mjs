// Second half of `npm run build`, after tsc: the bundles that run outside the main thread.
import { build } from "esbuild";
import { workerBundle } from "./worker/bundle.mjs";

await build(workerBundle({ outfile: "dist/src/worker/main.js", minify: true }));
