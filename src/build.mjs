// Second half of `npm run build`, after tsc: the bundles that run outside the main thread.
import { cpSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildMapFrontend } from "./map/build-frontend.mjs";
import { buildTypes } from "./session/build-types.mjs";
import { workerBundle } from "./worker/bundle.mjs";

// parts of an earlier build have other names and would stay
rmSync("dist/src/worker/main-parts", { recursive: true, force: true });
await build(workerBundle({ outfile: "dist/src/worker/main.js", minify: true }));
// the text of the cells' compiler is in the kernel's memory for as long as it runs: without comments it is a third of the size
await build({
  entryPoints: [fileURLToPath(import.meta.resolve("typescript-6"))],
  outfile: "dist/kernel/cells/compiler.cjs",
  minifyWhitespace: true,
  platform: "node",
  banner: { js: "// TypeScript, minified" },
});
await buildMapFrontend({ outdir: "dist/src/map" });
await buildTypes({ outfile: "dist/mapcell.d.ts", cellTypes: "dist/cell-types.d.ts" });

cpSync("kernel/kernelspec", "dist/kernel/kernelspec", { recursive: true });
cpSync("src/cli/papermill", "dist/src/cli/papermill", { recursive: true });

// Plain Node, since `npm start` uses it before anything is built; `mapcell lab` uses it from here.
cpSync("src/setup", "dist/src/setup", { recursive: true, filter: (file) => !file.endsWith(".d.mts") });
