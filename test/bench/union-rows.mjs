// Unions and overlays of 10,000 overlapping stars, memory to memory, beside GeoPandas and DuckDB's spatial extension.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Session } from "../../dist/src/session/session.js";
import { askPeer } from "./peers.mjs";
import { row } from "./rows.mjs";
import { stars } from "./stars.mjs";

const ROUNDS = 3;
const COUNT = 10_000;
const CLASSES = 50;

/** name -> what it is, the ratio wanted to DuckDB, and the call. */
const CALLS = {
  dissolve: { what: "dissolve of 10,000 polygons", wanted: 0.7, name: "dissolve", values: {} },
  classes: { what: "dissolve into 50 classes", wanted: 0.8, name: "dissolve", values: { field: "class" } },
  clip: { what: "clip of 10,000 by 10,000 polygons", wanted: 0.7, name: "clip", values: { overlay: "others" } },
  buffer: {
    what: "buffer with dissolve",
    wanted: 0.7,
    name: "buffer",
    values: { distance: 5, segments: 8, dissolve: true },
  },
};

export async function unions(scratch) {
  const files = writeLayers(scratch);
  const session = new Session({ lanes: 2 });
  for (const [name, file] of Object.entries(files)) await session.load(name, file);
  const peers = askPeer("union_peers.py", files.stars, files.others, String(ROUNDS));
  const rows = [];
  for (const [name, { what, wanted, ...call }] of Object.entries(CALLS)) {
    const { seconds, area } = await timed(session, call);
    const { duckdb, geopandas, area: expected } = peers[name];
    if (Math.abs(area - expected) > 1e-6 * expected) throw new Error(`${what}: area ${area} is not ${expected}`);
    const ratio = Math.min(...seconds) / Math.min(...duckdb);
    rows.push(row(`${what}, 2 lanes`, shown(seconds)));
    if (geopandas) rows.push(row("  GeoPandas", shown(geopandas)));
    rows.push(row("  DuckDB spatial", shown(duckdb)));
    rows.push(row("  ratio to DuckDB (best of 3 each)", ratio.toFixed(2), `<= ${wanted}`, ratio <= wanted));
  }
  await session.close();
  return rows;
}

function writeLayers(scratch) {
  const crs = { type: "name", properties: { name: "EPSG:3857" } };
  const first = stars(COUNT);
  for (const { properties } of first.features) properties.class = properties.id % CLASSES;
  const second = structuredClone(first);
  for (const { geometry } of second.features)
    for (const position of geometry.coordinates[0]) {
      position[0] += 70;
      position[1] += 40;
    }
  const files = { stars: join(scratch, "union-stars.geojson"), others: join(scratch, "union-others.geojson") };
  writeFileSync(files.stars, JSON.stringify({ ...first, crs }));
  writeFileSync(files.others, JSON.stringify({ ...second, crs }));
  return files;
}

function shown(seconds) {
  return `${Math.min(...seconds).toFixed(2)} s`;
}

async function timed(session, { name, values }) {
  const seconds = [];
  let result;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    result = await session.submitAlgorithm(name, { input: "stars", ...values });
    seconds.push((performance.now() - start) / 1000);
  }
  let area = 0;
  for (const { geometry } of result) area += areaOf(geometry);
  return { seconds, area };
}

function areaOf({ type, coordinates }) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  let area = 0;
  for (const [shell, ...holes] of polygons) {
    area += ringArea(shell);
    for (const hole of holes) area -= ringArea(hole);
  }
  return area;
}

function ringArea(ring) {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = [ring[i][0] - ring[0][0], ring[i][1] - ring[0][1]];
    const [bx, by] = [ring[i + 1][0] - ring[0][0], ring[i + 1][1] - ring[0][1]];
    sum += ax * by - bx * ay;
  }
  return Math.abs(sum / 2);
}
