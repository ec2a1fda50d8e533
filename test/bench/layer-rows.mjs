// What a layer of 100,000 polygons costs to load, buffer, reproject and save, beside GeoPandas and DuckDB's spatial extension.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Session } from "../../dist/src/session/session.js";
import { besidePeers } from "./peer-rows.mjs";
import { openPeer } from "./peers.mjs";
import { stars } from "./stars.mjs";

const ROUNDS = 3;
const COUNT = 100_000;

export async function largeLayers(scratch) {
  const file = join(scratch, "layer-stars.geojson");
  const crs = { type: "name", properties: { name: "EPSG:3857" } };
  writeFileSync(file, JSON.stringify({ ...stars(COUNT), crs }));
  const session = new Session({ lanes: 2 });
  const peer = openPeer("layer_peers.py", file, scratch);
  const call = (name, values) => () => session.submitAlgorithm(name, { input: "stars", ...values });
  const calls = [
    { name: "load", what: "load", run: () => session.load("stars", file), wanted: { geopandas: 0.45 } },
    {
      name: "buffer",
      what: "buffer",
      run: call("buffer", { distance: 25, segments: 8 }),
      wanted: { geopandas: 0.78, duckdb: 0.9 },
    },
    {
      name: "reproject",
      what: "reproject",
      run: call("reproject", { targetCrs: "EPSG:25832" }),
      wanted: { geopandas: 0.4 },
    },
    {
      name: "save",
      what: "save",
      run: () => session.save("stars", join(scratch, "own.geojson")),
      wanted: { geopandas: 0.15 },
    },
  ];
  const rows = [];
  for (const { what, ...each } of calls) {
    const measured = await besidePeers({ ...each, what: `${what} of 100,000 polygons, 2 lanes`, peer, rounds: ROUNDS });
    const count = measured.result.length ?? measured.result.features;
    if (count !== COUNT) throw new Error(`${what}: ${count} features of ${COUNT}`);
    rows.push(...measured.rows);
  }
  peer.close();
  await session.close();
  return rows;
}
