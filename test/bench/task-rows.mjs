// The task engine: what a task costs, how fast a cancel is obeyed, and whether the main loop stays free meanwhile.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { askQgis } from "./peers.mjs";
import { median, percentile, row } from "./rows.mjs";
import { stars } from "./stars.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { Layer } = await import(join(root, "dist/src/layers/layer.js"));
const { Session } = await import(join(root, "dist/src/session/session.js"));
const { Task } = await import(join(root, "dist/src/tasks/task.js"));

const CORES = 2;
const CANCELS = 100;
const FEW_CANCELS = 20;
const KILLS = 10;
const ROUNDS = 5;
const GRACE_MS = 1000;

/** Runs `measure` on a session of its own. */
async function withSession(measure, lanes = CORES) {
  const session = new Session({ lanes });
  try {
    return await measure(session);
  } finally {
    await session.close();
  }
}

export async function taskCost() {
  const [first, ...later] = await withSession((session) => noOps(session, 10_000, 1 + ROUNDS));
  const few = median(later);
  const [, many] = await withSession((session) => noOps(session, 200_000, 2));
  return [
    row("no-op task, 10,000 queued at once", micros(few), "<= 60 us", few <= 60),
    row("  the first 10,000 of a session, which Node still compiles for", micros(first)),
    row("  200,000 queued at once", micros(many), "flat", many <= 1.25 * few),
    ...qgisRows(),
  ];
}

function nothing() {}

/** @returns {Promise<number[]>} microseconds a task, from the first submit to the last end, of each round */
async function noOps(session, count, rounds) {
  await session.add(Task.fromFunction(nothing));
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const tasks = Array.from({ length: count }, () => session.add(Task.fromFunction(nothing)));
    await Promise.all(tasks.map((task) => task.settled));
    times.push(((performance.now() - start) * 1000) / count);
    if (tasks.some((task) => task.status !== "complete")) throw new Error("a no-op task was not completed");
  }
  return times;
}

function qgisRows() {
  const times = askQgis("qgis_tasks.py");
  if (times === undefined) return [row("  QGIS", "not installed")];
  return [
    row("  QGIS, 1,000 and 3,000 fromFunction tasks", `${times.few.toFixed(0)}, ${times.many.toFixed(0)} us`),
    row("  QGIS, cancel inside one union of the circles", times.cancel === null ? "missed" : ms(times.cancel)),
  ];
}

export async function taskCancel() {
  const rows = [];
  await withSession(async (session) => {
    // the first task of a lane that needs the geometry engine waits for it, 0.1 s
    await Promise.all([1, 2].map(() => session.add(Task.fromFunction(oneCentroid))));
    const loops = await cancels(CANCELS, () => session.add(Task.fromFunction(featureLoop)));
    rows.push(cancelRow(`cancel to settled, feature loop, p99 of ${CANCELS}`, loops, 10));
    const union = await cancels(FEW_CANCELS, () => session.add(Task.fromFunction(unionOfCircles)));
    rows.push(cancelRow(`  inside one union of 10,000 circles, p99 of ${FEW_CANCELS}`, union, 50));
    const comb = polygonLayer("comb", combRing(100_000));
    const buffered = await cancels(FEW_CANCELS, () =>
      session.submitAlgorithm("buffer", { input: comb, distance: 3, segments: 32 }),
    );
    rows.push(cancelRow("  inside one buffer of a 100,000-vertex polygon", buffered, 50));
    const tangle = polygonLayer("tangle", tangledRing(100_000));
    const repaired = await cancels(FEW_CANCELS, () =>
      session.submitAlgorithm("buffer", { input: tangle, distance: 3 }, { invalid: "fix" }),
    );
    rows.push(cancelRow("  inside one make-valid of a 100,000-vertex polygon", repaired, 50));
  });
  rows.push(...(await withSession(killRows, 1)));
  return rows;
}

function cancelRow(what, times, limit) {
  const worst = percentile(times, 99);
  return row(what, ms(worst), `<= ${limit} ms`, worst <= limit);
}

/** Milliseconds from each cancel to the task's end. Cancels at some moment of the task's first 300 ms of running. */
async function cancels(count, submit) {
  const times = [];
  for (let round = 0; round < count; round++) {
    const task = submit();
    await running(task);
    await pause(5 + 295 * (round / count));
    if (task.status !== "running") throw new Error(`${task.description} ended before it could be cancelled`);
    const start = performance.now();
    task.cancel();
    const { status } = await task.settled;
    times.push(performance.now() - start);
    if (status !== "canceled") throw new Error(`a cancelled task ended as ${status}`);
  }
  return times;
}

/** User code that never looks at its cancel, on the only lane, with a task waiting behind it. */
async function killRows(session) {
  const ends = [];
  const starts = [];
  for (let round = 0; round < KILLS; round++) {
    const deaf = session.add(
      Task.fromFunction(() => {
        for (;;);
      }),
    );
    await running(deaf);
    await pause(300);
    const next = session.add(Task.fromFunction(() => undefined));
    const start = performance.now();
    deaf.cancel();
    await deaf.settled;
    const end = performance.now();
    ends.push(end - start);
    await next;
    starts.push(performance.now() - end);
  }
  const [end, begin] = [percentile(ends, 99), percentile(starts, 99)];
  return [
    row("cancel to settled, code that never looks, worst", ms(end), `<= ${GRACE_MS + 60} ms`, end <= GRACE_MS + 60),
    row("  from there to the end of the next task, worst", ms(begin), "<= 20 ms", begin <= 20),
  ];
}

export async function taskContext() {
  const { check, progress } = await withSession((session) => session.add(Task.fromFunction(contextCosts)));
  return [
    row("ctx.throwIfCanceled()", `${check.toFixed(1)} ns`, "<= 25 ns", check <= 25),
    row("ctx.progress()", `${progress.toFixed(1)} ns`, "<= 10 ns", progress <= 10),
  ];
}

/** Nanoseconds a call, the best of five rounds after a warm-up. */
function contextCosts(_input, ctx) {
  const calls = 5_000_000;
  const best = (call) => {
    let least = Infinity;
    for (let round = 0; round < 6; round++) {
      const start = performance.now();
      call();
      least = Math.min(least, performance.now() - start);
    }
    return (least * 1e6) / calls;
  };
  return {
    check: best(() => {
      for (let i = 0; i < calls; i++) ctx.throwIfCanceled();
    }),
    progress: best(() => {
      for (let i = 0; i < calls; i++) ctx.progress(i / calls);
    }),
  };
}

/** The same chunked work with one lane and with two, and the main loop's delays while both are busy. */
export async function taskScaling(scratch) {
  const file = join(scratch, "stars30k.geojson");
  writeFileSync(file, JSON.stringify({ ...stars(30_000), crs: { type: "name", properties: { name: "EPSG:3857" } } }));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const seconds = {};
  for (const lanes of [1, CORES]) {
    seconds[lanes] = await withSession(async (session) => {
      const layer = await session.load("stars", file);
      const run = () => session.submitAlgorithm("buffer", { input: layer, distance: 25, segments: 16 });
      await run();
      if (lanes === CORES) delay.enable();
      const times = [];
      for (let round = 0; round < 3; round++) {
        const start = performance.now();
        await run();
        times.push((performance.now() - start) / 1000);
      }
      delay.disable();
      return Math.min(...times);
    }, lanes);
  }
  const gain = seconds[1] / seconds[CORES];
  const stall = delay.percentile(99) / 1e6;
  return [
    row("buffer of 30,000 polygons, 16 segments, one lane", `${seconds[1].toFixed(2)} s`),
    row("  two lanes, speed-up", gain.toFixed(2), ">= 1.8", gain >= 1.8),
    row("main-loop delay with all lanes busy, p99", ms(stall), "<= 10 ms", stall <= 10),
  ];
}

function oneCentroid() {
  geometry.centroid({ type: "Point", coordinates: [0, 0] });
}

function featureLoop(_input, ctx) {
  for (const i of ctx.range(1_000_000_000)) geometry.centroid({ type: "Point", coordinates: [i, i] });
}

function unionOfCircles() {
  const circles = [];
  for (let i = 0; i < 10_000; i++) {
    const [x, y] = [(i % 100) * 10, Math.floor(i / 100) * 10];
    circles.push(geometry.buffer({ type: "Point", coordinates: [x, y] }, 9, { segments: 16 }));
  }
  for (;;) geometry.union(circles);
}

/** A comb of long narrow teeth whose buffers overlap: valid, and seconds of work to buffer. */
function combRing(vertices) {
  const teeth = Math.floor((vertices - 2) / 4);
  const ring = [];
  for (let tooth = 0; tooth < teeth; tooth++) {
    const x = tooth * 4;
    ring.push([x, 10], [x, 1000], [x + 2, 1000], [x + 2, 10]);
  }
  ring.push([teeth * 4, 0], [0, 0], [0, 10]);
  return ring;
}

/** A ring that crosses itself all the way: each chord cuts many others. */
function tangledRing(vertices) {
  const ring = Array.from({ length: vertices - 1 }, (_, i) => {
    const angle = i * 2.4;
    const radius = 1000 + (i / vertices) * 100_000;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  ring.push(ring[0]);
  return ring;
}

function polygonLayer(name, ring) {
  return Layer.from([{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: {} }], {
    crs: "EPSG:3857",
    name,
  });
}

function running(task) {
  if (task.lanes.length > 0) return;
  return new Promise((resolve) => {
    const end = new AbortController();
    task.on(
      ({ type }) => {
        if (type !== "unit") return;
        end.abort();
        resolve();
      },
      { signal: end.signal },
    );
  });
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function micros(value) {
  return `${value.toFixed(0)} us`;
}

function ms(value) {
  return `${value.toFixed(1)} ms`;
}
