// `npm run bench`: what the README promises about speed and size, beside peers on the same data in the same run.
// Ratios count, not seconds: machines differ. `npm run bench -- buffer start` runs only those.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { cachedRun } from "./cache-rows.mjs";
import { taskChunks } from "./chunk-rows.mjs";
import { largeLayers } from "./layer-rows.mjs";
import { kernelSession, kernelStart } from "./kernel-rows.mjs";
import { databases } from "./database-rows.mjs";
import { askPeer } from "./peers.mjs";
import { median, row } from "./rows.mjs";
import { stars } from "./stars.mjs";
import { taskCancel, taskContext, taskCost, taskScaling } from "./task-rows.mjs";
import { toolbox } from "./toolbox-rows.mjs";
import { unions } from "./union-rows.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "mapcell-bench-"));
const ROUNDS = 5;

/** name -> measures, with a scratch folder to write to, and returns rows `{ what, value, target, ok }`. */
const BENCHES = {
  start: kernelStart,
  cells: kernelSession,
  handover,
  buffer,
  unions,
  layers: largeLayers,
  toolbox,
  size,
  tasks: taskCost,
  cancel: taskCancel,
  context: taskContext,
  scaling: taskScaling,
  chunks: taskChunks,
  cache: cachedRun,
  databases,
};

const wanted = process.argv.slice(2);
const rows = [];
try {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await bench(scratch)));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const { what, value, target, ok } of rows) {
  console.log(
    `${ok === undefined ? "     " : ok ? "ok   " : "MISS "}${what.padEnd(66)}${value.padStart(16)}   ${target ?? ""}`,
  );
}
process.exitCode = rows.some(({ ok }) => ok === false) ? 1 : 0;

/** The longest stall of the main loop while a result of 100,000 features lands in the store. */
async function handover() {
  const { geo, layers, close } = await import(join(root, "dist/src/session/index.js"));
  const file = join(scratch, "stars100k.geojson");
  writeFileSync(file, JSON.stringify(stars(100_000)));
  await geo.load("stars", file);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const worst = [];
  for (let round = 0; round < ROUNDS; round++) {
    delay.reset();
    delay.enable();
    await geo.centroids("stars", { as: `centres${round}` });
    await geo.simplify("stars", { tolerance: 1, as: `simple${round}` });
    delay.disable();
    worst.push(delay.max / 1e6);
  }
  if (layers.simple0.length !== 100_000) throw new Error("features were lost");
  await close();
  const stall = median(worst);
  return [
    row(
      "longest stall of the main loop, 100,000 features to the store",
      `${stall.toFixed(1)} ms`,
      "<= 20 ms",
      stall <= 20,
    ),
  ];
}

async function buffer() {
  const file = join(scratch, "stars10k.geojson");
  const data = stars(10_000);
  writeFileSync(file, JSON.stringify({ ...data, crs: { type: "name", properties: { name: "EPSG:3857" } } }));
  const peer = askPeer("geopandas_buffer.py", file, String(ROUNDS));
  const own = JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(new URL("own-buffer.mjs", import.meta.url)), file, String(ROUNDS)], {
      encoding: "utf8",
    }),
  );
  const areaError = Math.abs(own.area - peer.area) / peer.area;
  if (areaError > 1e-6) throw new Error(`areas differ by ${areaError}`);
  const [mine, theirs] = [Math.min(...own.seconds), Math.min(...peer.seconds)];
  return [
    row("buffer of 10,000 polygons, 8 segments, memory to memory, 2 lanes", `${mine.toFixed(2)} s`),
    row("  GeoPandas (Shapely) on the same data", `${theirs.toFixed(2)} s`),
    row("  ratio (best of 5 each)", (mine / theirs).toFixed(2), "<= 1", mine <= theirs),
  ];
}

async function size() {
  const bytes = statSync(join(root, "notebooks/quickstart.ipynb")).size;
  return [row("saved quickstart notebook", `${(bytes / 1e6).toFixed(2)} MB`, "<= 1 MB", bytes <= 1e6)];
}
