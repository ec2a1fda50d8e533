// Unions and overlays of 10,000 overlapping stars, memory to memory, beside GeoPandas and DuckDB's spatial extension.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session } from "../../dist/src/session/session.js";
import { besidePeers } from "./peer-rows.mjs";
import { openPeer } from "./peers.mjs";
import { starLayers } from "./stars.mjs";

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
  const peer = openPeer("union_peers.py", files.stars, files.others);
  const rows = [];
  for (const [name, { what, wanted, ...call }] of Object.entries(CALLS)) {
    const run = () => session.submitAlgorithm(call.name, { input: "stars", ...call.values });
    const measured = await besidePeers({
      what: `${what}, 2 lanes`,
      run,
      peer,
      name,
      wanted: { duckdb: wanted },
      rounds: ROUNDS,
    });
    const area = areaOfLayer(measured.result);
    if (Math.abs(area - measured.value) > 1e-6 * measured.value)
      throw new Error(`${what}: area ${area} is not ${measured.value}`);
    rows.push(...measured.rows);
  }
  peer.close();
  await session.close();
  return rows;
}

function writeLayers(scratch) {
  const crs = { type: "name", properties: { name: "EPSG:3857" } };
  const [first, second] = starLayers(COUNT, CLASSES);
  const files = { stars: join(scratch, "union-stars.geojson"), others: join(scratch, "union-others.geojson") };
  writeFileSync(files.stars, JSON.stringify({ ...first, crs }));
  writeFileSync(files.others, JSON.stringify({ ...second, crs }));
  return files;
}

function areaOfLayer(layer) {
  let area = 0;
  for (const { geometry } of layer) area += areaOf(geometry);
  return area;
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
