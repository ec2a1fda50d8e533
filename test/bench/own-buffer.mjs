// Times mapcell's buffer in memory: `own-buffer.mjs FILE ROUNDS` prints {"seconds": [...], "area": ...}.
import { performance } from "node:perf_hooks";
import { Session } from "../../dist/src/session/session.js";

const [, , file, rounds] = process.argv;
const session = new Session({ lanes: 2 });
await session.load("stars", file);
const seconds = [];
let result;
for (let round = 0; round < Number(rounds); round++) {
  const start = performance.now();
  result = await session.submitAlgorithm("buffer", { input: "stars", distance: 25, segments: 8 });
  seconds.push((performance.now() - start) / 1000);
}
let area = 0;
for (const feature of result) area += areaOf(feature.geometry);
console.log(JSON.stringify({ seconds, area }));
await session.close();

function areaOf({ type, coordinates }) {
  const polygons = type === "Polygon" ? [coordinates] : coordinates;
  return polygons.flat().reduce((sum, ring) => sum + signedArea(ring), 0);
}

/** Shells count positive and holes negative when rings are wound as GEOS writes them: clockwise shells. */
function signedArea(ring) {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) sum += ring[i + 1][0] * ring[i][1] - ring[i][0] * ring[i + 1][1];
  return sum / 2;
}
