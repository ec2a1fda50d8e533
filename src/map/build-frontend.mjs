import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BUNDLES = ["index", "tasks"];
const BASEMAP = ["world-low.json.gz", "world-high.json.gz", "LICENSE.md"];

/**
 * Builds what the map's browsers get into `outdir`, as loadMapAssets expects it: loader.js, page.js (of a notebook
 * as a page), index.js.gz (the map), tasks.js.gz
 * (the table of tasks) and the basemap. One module holds MapLibre, its worker and its style sheet as text, since a widget can't load files of its own.
 */
export async function buildMapFrontend({ outdir }) {
  const options = { bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none", write: false };
  const [loader, page, ...bundles] = await Promise.all(
    ["loader", "page", ...BUNDLES].map((name) =>
      build({ ...options, entryPoints: [`src/map/frontend/${name}.ts`], loader: { ".css": "text" } }),
    ),
  );
  mkdirSync(`${outdir}/basemap`, { recursive: true });
  writeFileSync(`${outdir}/loader.js`, loader.outputFiles[0].contents);
  writeFileSync(`${outdir}/page.js`, page.outputFiles[0].contents);
  for (const [index, name] of BUNDLES.entries()) {
    writeFileSync(`${outdir}/${name}.js.gz`, gzipSync(bundles[index].outputFiles[0].contents, { level: 9 }));
  }
  copyFileSync("node_modules/maplibre-gl/LICENSE.txt", `${outdir}/LICENSE-maplibre-gl.txt`);
  for (const file of BASEMAP) copyFileSync(`src/map/basemap/${file}`, `${outdir}/basemap/${file}`);
}
