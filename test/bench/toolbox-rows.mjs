// What operations of the toolbox cost, memory to memory, beside GeoPandas and DuckDB's spatial extension.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Session } from "../../dist/src/session/session.js";
import { besidePeers } from "./peer-rows.mjs";
import { openPeer } from "./peers.mjs";
import { mulberry32, starLayers, stars } from "./stars.mjs";

const ROUNDS = 3;
const PAIRS = 10_000;
const MANY = 100_000;
const ROWS = 1_000_000;
const NAMES = 1000;
const COUNTIES = fileURLToPath(new URL("../../notebooks/data/us.topojson", import.meta.url));

/** What it is, the ratio wanted to the faster peer, and the call. Its name is the peers' word for it. */
const CALLS = {
  intersection: {
    what: "intersection of 10,000 by 10,000 polygons",
    wanted: 0.7,
    values: { input: "stars", overlay: "others" },
  },
  difference: {
    what: "difference of 10,000 and 10,000 polygons",
    wanted: 0.7,
    values: { input: "stars", overlay: "others" },
  },
  union: { what: "union of 10,000 and 10,000 polygons", wanted: 0.7, values: { input: "stars", overlay: "others" } },
  joinAttributesByLocation: {
    what: "join by location of 1 M points with the counties",
    wanted: 0.5,
    values: { input: "rows", join: "counties", discardNonmatching: true },
  },
  countPointsInPolygon: {
    what: "count of 1 M points in the counties",
    wanted: 0.5,
    values: { polygons: "counties", points: "rows" },
  },
  joinByNearest: {
    what: "nearest of 100,000 to 100,000 points",
    wanted: 0.4,
    values: { input: "points", input2: "places" },
  },
  voronoiPolygons: { what: "Voronoi polygons of 100,000 points", wanted: 0.6, values: { input: "points" } },
  delaunayTriangulation: { what: "Delaunay triangles of 100,000 points", wanted: 0.5, values: { input: "points" } },
  convexHull: { what: "convex hulls of 100,000 polygons", wanted: 0.7, values: { input: "many" } },
  coverageSimplify: {
    what: "coverage simplify of the counties",
    wanted: 1,
    values: { input: "coverage", tolerance: 0.01 },
  },
  aggregate: {
    what: "sum of 1 M rows by 1,000 names",
    wanted: 1,
    values: { input: "rows", by: ["name"], aggregates: ["a=sum"] },
  },
  fieldCalculator: {
    what: "a formula over 1 M rows",
    wanted: 0.5,
    values: { input: "rows", fieldName: "made", formula: '"a" * 2 + length("name")' },
  },
};

export async function toolbox(scratch) {
  const files = writeData(scratch);
  const session = new Session({ lanes: 2 });
  for (const [name, file] of Object.entries(files))
    await session.load(name, file, { crs: name === "rows" ? "EPSG:4326" : undefined });
  await session.load("counties", COUNTIES, { layer: "counties" });
  await session.submitAlgorithm("fixGeometries", { input: "counties" }, { as: "coverage" });
  const peer = openPeer("toolbox_peers.py", JSON.stringify({ ...files, counties: COUNTIES }));
  const rows = [];
  for (const [name, { what, wanted, values }] of Object.entries(CALLS)) {
    const run = () => session.submitAlgorithm(name, values);
    const both = { geopandas: wanted, duckdb: wanted };
    const measured = await besidePeers({ what: `${what}, 2 lanes`, run, peer, name, wanted: both, rounds: ROUNDS });
    // peers count results, or sum them up where theirs are not ours one by one
    if (measured.value !== undefined && Math.abs(measured.result.length / measured.value - 1) > 0.001)
      throw new Error(`${what}: ${measured.result.length} results are not ${measured.value}`);
    rows.push(...measured.rows);
  }
  peer.close();
  await session.close();
  return rows;
}

function writeData(scratch) {
  const [first, second] = starLayers(PAIRS);
  const random = mulberry32(7);
  const points = () => ({
    type: "FeatureCollection",
    features: Array.from({ length: MANY }, (_, id) => ({
      type: "Feature",
      properties: { id },
      geometry: { type: "Point", coordinates: [random() * 1e5, random() * 1e5] },
    })),
  });
  const crs = { type: "name", properties: { name: "EPSG:3857" } };
  const layers = { stars: first, others: second, many: stars(MANY), points: points(), places: points() };
  const files = {};
  for (const [name, layer] of Object.entries(layers)) {
    files[name] = join(scratch, `toolbox-${name}.geojson`);
    writeFileSync(files[name], JSON.stringify({ ...layer, crs }));
  }
  files.rows = join(scratch, "toolbox-rows.csv");
  const lines = Array.from(
    { length: ROWS },
    () =>
      `${-124 + 57 * random()},${25 + 24 * random()},${(1000 * random()).toFixed(3)},name ${Math.floor(NAMES * random())}`,
  );
  writeFileSync(files.rows, `x,y,a,name\n${lines.join("\n")}\n`);
  return files;
}
