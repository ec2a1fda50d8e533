import { basename, dirname } from "node:path";

/**
 * esbuild's options for the worker bundle, shared by the build and the tests. What stays external is native, replaceable
 * (geos-wasm is LGPL) or large, and is resolved from node_modules at run time. Split, so that a new thread reads only the
 * lane itself (40 ms instead of 90) and each kind of unit brings its code when first used.
 */
export function workerBundle({ outfile, minify = false }) {
  const name = basename(outfile, ".js");
  return {
    entryPoints: ["src/worker/main.ts"],
    outdir: dirname(outfile),
    entryNames: name,
    chunkNames: `${name}-parts/[name]-[hash]`,
    splitting: true,
    bundle: true,
    minify,
    sourcemap: true,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["geos-wasm", "@resvg/resvg-js", "node-sqlite3-wasm", "pg-native", "@duckdb/node-api"],
    // CommonJS packages inside an ES module bundle still call require.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  };
}
