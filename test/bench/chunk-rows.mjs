// A user's function on a whole layer and in chunks, and what its 100,000 features cost the main loop when they land.
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { row } from "./rows.mjs";
import { stars } from "./stars.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { Layer } = await import(join(root, "dist/src/layers/layer.js"));
const { Session } = await import(join(root, "dist/src/session/session.js"));

const ROUNDS = 3;
const GROW =
  "return Array.from(stars, (f) => (ctx.throwIfCanceled(), { ...f, geometry: geometry.buffer(f.geometry, 25) }))";
const PASS = "return stars.filter(() => true)";

export async function taskChunks() {
  const some = layerOf(30_000);
  const whole = await seconds(some, { source: GROW, lanes: 1, chunks: false });
  const one = await seconds(some, { source: GROW, lanes: 1, chunks: true });
  const two = await seconds(some, { source: GROW, lanes: 2, chunks: true });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await seconds(layerOf(100_000), { source: PASS, lanes: 2, chunks: false, delay });
  const stall = delay.max / 1e6;
  return [
    row("user function, 30,000 buffers, one call on one lane", `${whole.toFixed(2)} s`),
    row("  in chunks on one lane", `${one.toFixed(2)} s`),
    row("  in chunks on two lanes, speed-up", (one / two).toFixed(2), ">= 1.8", one / two >= 1.8),
    row("longest stall while its 100,000 features land", `${stall.toFixed(1)} ms`, "<= 20 ms", stall <= 20),
  ];
}

function layerOf(count) {
  return Layer.from(stars(count), { crs: "EPSG:3857", name: "stars" });
}

/** Of the fastest round. @param delay watches the rounds */
async function seconds(layer, { source, lanes, chunks, delay }) {
  const session = new Session({ lanes });
  const body = { name: "bench", run: source, input: { stars: layer }, chunks };
  await session.submit("task", body);
  delay?.enable();
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await session.submit("task", body);
    least = Math.min(least, (performance.now() - start) / 1000);
  }
  delay?.disable();
  await session.close();
  return least;
}
