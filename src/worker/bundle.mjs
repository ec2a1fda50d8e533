/**
 * esbuild's options for the worker bundle, shared by the build and the tests. What stays external is native, replaceable
 * (geos-wasm is LGPL) or large, and is resolved from node_modules at run time.
 */
export function workerBundle({ outfile, minify = false }) {
  return {
    entryPoints: ["src/worker/main.ts"],
    outfile,
    bundle: true,
    minify,
    sourcemap: true,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["geos-wasm", "@resvg/resvg-js"],
    // CommonJS packages inside an ES module bundle still call require.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  };
}
